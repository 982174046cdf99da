// Lecture mode: the room's name is nowhere to be seen, not even in the address. Back, or asking again, ends it.
import { onScopeDispose, ref } from 'vue'

export function useLecture() {
  const isLecture = ref(false)
  const moved = () => {
    isLecture.value = location.pathname === '/'
  }
  window.addEventListener('popstate', moved)
  onScopeDispose(() => window.removeEventListener('popstate', moved))

  function toggle(): void {
    if (isLecture.value) {
      history.back()
    } else {
      history.pushState(null, '', '/')
      isLecture.value = true
    }
  }
  return { isLecture, toggle }
}
