// What is being written in a room survives a reload.
import { ref, watch, type Ref } from 'vue'

export function useDraft(room: string): Ref<string> {
  const key = `necsus-draft-${room}`
  const draft = ref('')
  try {
    draft.value = sessionStorage.getItem(key) ?? ''
  } catch {
    // No storage: no draft.
  }
  watch(draft, (text) => {
    try {
      if (text) sessionStorage.setItem(key, text)
      else sessionStorage.removeItem(key)
    } catch {
      // Full or forbidden: it lasts as long as the page.
    }
  })
  return draft
}
