// Lecture mode: the room's name is nowhere to be seen, not even in the address. Back, or asking again, ends it.
import { ref } from 'vue'

const mark = 'necsus-lecture'

export function useLecture() {
  const isLecture = ref(false)
  const isMarked = () => (history.state as Record<string, unknown> | null)?.[mark] === true

  window.addEventListener('popstate', () => { isLecture.value = isMarked() })

  function toggle(): void {
    if (isLecture.value) {
      history.back()
    } else {
      history.pushState({ [mark]: true }, '', '/')
      isLecture.value = true
    }
  }
  return { isLecture, toggle }
}
