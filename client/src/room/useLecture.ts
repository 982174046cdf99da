// Lecture mode: the room's name is nowhere to be seen, not even in the address. Back, or asking again, ends it.
import { ref } from 'vue'

export function useLecture() {
  const isLecture = ref(false)
  window.addEventListener('popstate', () => { isLecture.value = location.pathname === '/' })

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
