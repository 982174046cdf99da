// Which messages are one's own. Everybody begins as Anonymous: of that name, only those that were sent from this tab.
import { onScopeDispose, watch } from 'vue'

import type { Message } from '../api/types'
import { anonymous } from '../settings/settings'
import { sentHere } from './sentHere'

/** While a name is typed, not at every letter. */
const patience = 100

export interface OwnMessages {
  isOwn(message: Message): boolean
  /** It was sent from here. */
  add(id: number): void
  /** None was: ids begin anew. */
  forget(): void
}

/** `changed` gets the names, old and new, whose messages may have changed sides. */
export function useOwnMessages(room: string, name: () => string, changed: (names: Set<string>) => void): OwnMessages {
  const mine = sentHere(room)
  let names = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  watch(name, (now, before) => {
    names.add(now).add(before)
    clearTimeout(timer)
    timer = setTimeout(() => {
      changed(names)
      names = new Set()
    }, patience)
  })
  onScopeDispose(() => clearTimeout(timer))

  return {
    isOwn: ({ id, kind, author }) => kind === 'user' && author === name() && (author !== anonymous || mine.has(id)),
    add: mine.add,
    forget: mine.forget,
  }
}
