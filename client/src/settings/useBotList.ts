// The room's bots as its websocket tells them, and what this page has just added or deleted before the socket tells.
import { computed, ref, watch, type ComputedRef } from 'vue'

import type { Bot } from '../api/types'

export interface BotList {
  bots: ComputedRef<Bot[]>
  added: (bot: Bot) => void
  deleted: (id: number) => void
}

export function useBotList(told: () => readonly Bot[]): BotList {
  const early = ref<Bot[]>([])
  const gone = ref<number[]>([])
  const isTold = (id: number) => told().some((bot) => bot.id === id)

  // Once the socket has told, it alone decides: the bot may be changed, deleted or made again by others.
  watch(
    () => told().map(({ id }) => id),
    () => {
      early.value = early.value.filter(({ id }) => !isTold(id))
      gone.value = gone.value.filter(isTold)
    },
    { flush: 'sync' },
  )

  return {
    bots: computed(() => [...told().filter(({ id }) => !gone.value.includes(id)), ...early.value]),
    added: (bot) => {
      if (!isTold(bot.id)) early.value.push(bot)
    },
    deleted: (id) => {
      early.value = early.value.filter((bot) => bot.id !== id)
      if (isTold(id)) gone.value.push(id)
    },
  }
}
