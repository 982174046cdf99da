// The messages of a room in the page: in order of their ids, alive, with times that are kept up to date.
import { computed, onScopeDispose, ref, shallowRef } from 'vue'

import type { Message } from '../api/types'
import { Activation } from '../bots/activation'
import { textOf } from '../messages/card'
import { alwaysHasInnerText } from '../messages/innerText'
import { MessageList } from '../messages/list'

const betweenTimes = 20_000

/** What a reconnection brings may be old: its media are not played. */
const isFresh = ({ when }: Message) => typeof when === 'number' && Date.now() / 1000 - when < 60

export interface MessagesOptions {
  isOwn(message: Message): boolean
  isPlain(): boolean
  /** A bot's code runs now, and may never come back. */
  aboutToRun(): void
}

export function useMessages({ isOwn, isPlain, aboutToRun }: MessagesOptions) {
  const activation = new Activation({ isPlain, aboutToRun })
  const list = new MessageList({
    isOwn,
    isPlain,
    inserted: (card, message) => activation.add(card, message),
    unfolded: (card, message) => activation.unfold(card, message),
  })
  alwaysHasInnerText(list.root, list.layOut)
  const count = ref(0)
  const newest = shallowRef<Message>()

  function note(): void {
    count.value = list.size
    newest.value = list.newest
  }

  const timer = setInterval(() => list.refreshTimes(), betweenTimes)
  onScopeDispose(() => clearInterval(timer))

  return {
    list,
    listeners: activation.listeners,
    count: computed(() => count.value),
    newest: computed(() => newest.value),
    /** False if it is there already. */
    add(message: Message): boolean {
      const isNew = list.add(message, isFresh(message))
      if (isNew) note()
      return isNew
    },
    /** Older than all that are there, ascending. */
    prepend(messages: Message[]): void {
      list.prepend(messages)
      note()
    },
    clear(): void {
      list.clear()
      activation.clear()
      note()
    },
    /** Bots' scripts run, and listeners are called, once all that there was at the beginning is in the page. */
    historyIsThere: () => activation.historyIsThere(),
    /** What a message says, to be read out. */
    textOf(id: number): string {
      const card = list.card(id)
      return card ? textOf(card) : ''
    },
  }
}
