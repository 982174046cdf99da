// The room's bots as its stream brings them, and what this page has just added or deleted before the stream says so.
import { computed, ref, watch, type ComputedRef } from 'vue'

import type { Bot } from '../api/types'

export interface BotList {
  bots: ComputedRef<Bot[]>
  added: (bot: Bot) => void
  deleted: (id: number) => void
}

export function useBotList(streamed: () => readonly Bot[]): BotList {
  const early = ref<Bot[]>([])
  const gone = ref<number[]>([])
  const isStreamed = (id: number) => streamed().some((bot) => bot.id === id)

  // Once the stream has it, the stream alone decides: the bot may be changed, deleted or made again by others.
  watch(
    () => streamed().map(({ id }) => id),
    () => {
      early.value = early.value.filter(({ id }) => !isStreamed(id))
      gone.value = gone.value.filter(isStreamed)
    },
    { flush: 'sync' },
  )

  return {
    bots: computed(() => [...streamed().filter(({ id }) => !gone.value.includes(id)), ...early.value]),
    added: (bot) => {
      if (!isStreamed(bot.id)) early.value.push(bot)
    },
    deleted: (id) => {
      early.value = early.value.filter((bot) => bot.id !== id)
      if (isStreamed(id)) gone.value.push(id)
    },
  }
}
