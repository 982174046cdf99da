import { expect, test } from 'vitest'

import { aMessage } from '../../tests/support/unit/message'
import type { Bot } from '../api/types'
import { useLastCalls } from './useLastCalls'

const bot = (id: number, name: string): Bot => ({ id, name, room: 'r', responds_to: '', url: 'http://h/' })
const bots = [bot(1, 'Echo'), bot(2, 'A < B')]

const says = (id: number, from_bot: number) => aMessage(id, { kind: 'bot', from_bot })
const complaint = (id: number, name: string) => aMessage(id, { kind: 'system', text: `The bot <b>${name}</b> is ill.` })

test('nothing is known of a bot that the room has not heard of', () => {
  const calls = useLastCalls(() => bots)
  calls.heard(aMessage(1, { text: 'the bot <b>Echo</b> is ill, says a person' }))
  calls.heard(aMessage(2, { kind: 'system', text: 'The state was cleared.' }))
  expect(calls.of(1)).toBeUndefined()
})

test('the newest counts, whatever order they come in', () => {
  const calls = useLastCalls(() => bots)
  calls.heard(says(5, 1))
  expect(calls.of(1)).toBe('answered')
  calls.heard(complaint(4, 'Echo'))
  expect(calls.of(1)).toBe('answered')
  calls.heard(complaint(6, 'Echo'))
  expect(calls.of(1)).toBe('failed')
  expect(calls.of(2)).toBeUndefined()
  calls.clear()
  expect(calls.of(1)).toBeUndefined()
})

test('names with signs that HTML writes otherwise are found', () => {
  const calls = useLastCalls(() => bots)
  calls.heard(complaint(1, 'A &lt; B'))
  expect(calls.of(2)).toBe('failed')
})
