// What came of each bot's last call. A bot's message says it itself; of a failure the system tells, with the bot's name in bold.
import { reactive } from 'vue'

import type { Bot, Message } from '../api/types'
import { botNamedIn, isFailure } from '../messages/failure'
import type { LastCall } from '../settings/botHealth'

export function useLastCalls(bots: () => readonly Bot[]) {
  const answered = reactive(new Map<number, number>())
  const failed = reactive(new Map<string, number>())

  const note = <Key>(where: Map<Key, number>, key: Key, id: number) => {
    if ((where.get(key) ?? 0) < id) where.set(key, id)
  }

  return {
    /** In any order. */
    heard(message: Message): void {
      if (message.kind === 'bot' && message.from_bot !== null) note(answered, message.from_bot, message.id)
      if (!isFailure(message)) return
      const name = boldNameIn(message.text)
      if (name !== undefined) note(failed, name, message.id)
    },
    clear(): void {
      answered.clear()
      failed.clear()
    },
    of(id: number): LastCall | undefined {
      const bot = bots().find((one) => one.id === id)
      const good = answered.get(id) ?? 0
      const bad = (bot && failed.get(bot.name)) ?? 0
      if (good === 0 && bad === 0) return undefined
      return good > bad ? 'answered' : 'failed'
    },
  }
}

/** A template's document loads nothing and runs nothing. */
function boldNameIn(html: string): string | undefined {
  if (!html.includes('<b>')) return undefined
  const template = document.createElement('template')
  template.innerHTML = html
  return botNamedIn(template.content)
}
