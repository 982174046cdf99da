// What the server does not take for now waits and is sent again by itself.
import { cards, expect, openRoom, pending, Room, send, test } from './support/fixtures'
import type { Running } from './support/program'
import { startServer } from './support/servers'

let strict: Running
test.beforeAll(async () => {
  const rates = ['--limit-local-clients', 'on', '--message-rate', '0.3', '--message-burst', '2']
  strict = await startServer(':memory:', rates)
})
test.afterAll(() => strict.stop())

test('messages that are too many at once wait, say so, and arrive by themselves, in order and once', async ({
  page,
}) => {
  const room = new Room(strict.url)
  await openRoom(page, room)
  const texts = ['one', 'two', 'three', 'four']
  for (const text of texts) await send(page, text)
  await expect(pending(page).locator('.send-wait')).toHaveText(/^Too many at once: sent again by itself in \d+ s\.$/)
  await expect(cards(page, 'four')).toHaveCount(1, { timeout: 20_000 })
  await expect(pending(page)).toHaveCount(0)
  expect((await room.messages()).map(({ text }) => text)).toEqual(texts)
})
