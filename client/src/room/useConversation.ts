// A conversation that a bot leads: it alone gets the room's next message, until it or somebody ends that. The room's stream
// tells, so it is there while the bot thinks, too, and when another bot has spoken since.
import { computed, ref, shallowRef } from 'vue'

import { whenTaken } from '../api/patience'
import type { ConversationEvent } from '../api/types'

/** `nameOf` is what the room calls a bot now, if it has it; `end` asks the server to end the conversation. */
export function useConversation(nameOf: (bot: number) => string | undefined, end: () => Promise<unknown>) {
  const failure = ref('')
  const now = shallowRef<ConversationEvent['data']>({ bot_id: null })
  return {
    told(data: ConversationEvent['data']): void {
      now.value = data
    },
    /** Who leads it; undefined if there is none. */
    leader: computed(() => {
      const { value } = now
      return value.bot_id === null ? undefined : (nameOf(value.bot_id) ?? value.name)
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
