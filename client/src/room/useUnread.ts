// What came while nobody looked: while the tab was hidden, or the view was scrolled up.
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'

export function useUnread(showLine: (id: number | undefined) => void, isAtEnd: Ref<boolean>) {
  const below = ref(0)
  const hidden = ref(0)
  let first: number | undefined

  const shown = () => {
    if (document.visibilityState === 'visible') hidden.value = 0
  }
  document.addEventListener('visibilitychange', shown)
  onScopeDispose(() => document.removeEventListener('visibilitychange', shown))
  watch(isAtEnd, (atEnd) => {
    if (atEnd) below.value = 0
  })

  function line(id: number | undefined): void {
    first = id
    showLine(id)
  }

  return {
    /** Messages below the view. */
    below: computed(() => below.value),
    /** Messages that came while the tab was hidden. */
    hidden: computed(() => hidden.value),
    came(id: number): void {
      const isHidden = document.visibilityState === 'hidden'
      const isUnseen = isHidden || !isAtEnd.value
      // What was read since the line was drawn is not new any more.
      if (isUnseen && (first === undefined || (below.value === 0 && hidden.value === 0))) line(id)
      if (!isAtEnd.value) below.value += 1
      if (isHidden) hidden.value += 1
    },
    clear(): void {
      below.value = 0
      line(undefined)
    },
  }
}
