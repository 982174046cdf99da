// A conversation that a bot leads, as long as the newest message carries its state; everybody may leave it.
import { computed, ref } from 'vue'

import { whenTaken } from '../api/patience'
import type { Message } from '../api/types'

/** `end` asks the server to end it. */
export function useConversation(newest: () => Message | undefined, end: () => Promise<unknown>) {
  const failure = ref('')
  return {
    /** Who leads it; undefined if there is none. */
    leader: computed(() => {
      const message = newest()
      return message && message.state !== null && message.state !== undefined ? message.author : undefined
    }),
    /** Why it could not be left, or ''. */
    failure,
    async leave(): Promise<void> {
      failure.value = ''
      try {
        await whenTaken(end, (text) => (failure.value = text))
        failure.value = ''
      } catch (error) {
        failure.value = `The conversation goes on: ${(error as Error).message}`
      }
    },
  }
}
