import { expect, test, vi } from 'vitest'

import { aMessage } from '../../tests/support/unit/message'
import type { Message } from '../api/types'
import { useContinuity } from './useContinuity'

function asked(here: Message | undefined, there: Message[] | Error) {
  const page = { newest: here }
  const fetch = vi.fn<(limit: number, before: number) => Promise<Message[]>>()
  if (there instanceof Error) fetch.mockRejectedValue(there)
  else fetch.mockResolvedValue(there)
  const startOver = vi.fn()
  const { check } = useContinuity({ newest: () => page.newest, fetch, startOver })
  return { page, fetch, startOver, check }
}

const known = aMessage(500, { when: 12.5 })

test('a server that has the newest message goes on, whatever it got since', async () => {
  const { fetch, startOver, check } = asked(known, [known])
  await check()
  expect(fetch).toHaveBeenCalledWith(1, 501)
  expect(startOver).not.toHaveBeenCalled()
})

test.each([
  ['none', []],
  ['only older ones', [aMessage(4)]],
  ['another of the same id', [aMessage(500, { when: 99 })]],
])('the page starts over with a server that has %s', async (_, there) => {
  const { startOver, check } = asked(known, there)
  await check()
  expect(startOver).toHaveBeenCalledTimes(1)
})

test('without a message, without an answer, or once the room was cleared there is nothing to compare', async () => {
  const empty = asked(undefined, [])
  await empty.check()
  expect(empty.fetch).not.toHaveBeenCalled()
  const away = asked(known, new Error('away'))
  await away.check()
  expect(away.startOver).not.toHaveBeenCalled()
  const cleared = asked(known, [])
  const answer = cleared.check()
  cleared.page.newest = undefined
  await answer
  expect(cleared.startOver).not.toHaveBeenCalled()
})

test('it is asked once at a time', async () => {
  const { fetch, check } = asked(known, [known])
  await Promise.all([check(), check()])
  expect(fetch).toHaveBeenCalledTimes(1)
  await check()
  expect(fetch).toHaveBeenCalledTimes(2)
})
