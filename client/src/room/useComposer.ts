// The message that is being written, and the one way in which it is sent: by its author, by the microphone, and by bots'
// scripts alike.
import { ref, watch } from 'vue'

import { keptInTab } from '../storage'
import { InputHistory } from './inputHistory'

export function useComposer(room: string, post: (text: string) => void) {
  const kept = keptInTab(`necsus-draft-${room}`)
  /** Survives a reload. */
  const draft = ref(kept.text())
  const history = new InputHistory()
  watch(draft, (text) => kept.setText(text))

  return {
    draft,
    history,
    /** At once: a script may set the draft and send it in one go. False if there is nothing to send. */
    send(): boolean {
      const text = draft.value
      if (!text) return false
      history.add(text)
      post(text)
      draft.value = ''
      return true
    },
  }
}
