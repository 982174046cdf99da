import { expect, it } from 'vitest'

import { aMessage } from '../../tests/support/unit/message'
import { useAnnouncements } from './useAnnouncements'

it('the last five messages are announced, each once, even of the same words', () => {
  const { announcements, announce } = useAnnouncements()
  for (let id = 1; id <= 7; id += 1) announce(aMessage(id), 'hi')
  expect(announcements.value.map(({ id }) => id)).toEqual([3, 4, 5, 6, 7])
  expect(announcements.value.map(({ text }) => text)).toEqual(Array(5).fill('Ada: hi'))
})
