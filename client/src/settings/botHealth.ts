// How a bot is doing, as far as the room's messages and its own fields tell.
import type { Bot } from '../api/types'

/** What came of the last call that the room has heard of. */
export type LastCall = 'answered' | 'failed'

export interface BotState {
  kind: 'good' | 'bad' | 'doubt' | 'idle'
  words: string
}

interface Signs {
  lastCall: LastCall | undefined
  isFaulty: boolean
  doubt: string
}

/** What keeps it from ever being called comes first. */
export function stateOf(bot: Pick<Bot, 'url'>, { lastCall, isFaulty, doubt }: Signs): BotState {
  if (isFaulty) return { kind: 'bad', words: 'Python cannot read its pattern' }
  if (lastCall === 'failed') return { kind: 'bad', words: 'Its last call failed: the room says why' }
  if (doubt) return { kind: 'doubt', words: 'Look at what it responds to' }
  if (!bot.url) return { kind: 'doubt', words: 'It has no endpoint URL yet' }
  if (lastCall === 'answered') return { kind: 'good', words: 'It answered its last call' }
  return { kind: 'idle', words: 'Not called lately' }
}
