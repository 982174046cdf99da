// A bot that keeps a state leads the room's conversation until it, or somebody, ends it.
import { cards, expect, input, openRoom, Room, send, status, test } from './support/fixtures'
import type { Page } from '@playwright/test'

const leave = (page: Page, name: string) => page.getByRole('button', { name: `Leave Conversation with ${name}` })

const strip = (page: Page) => page.locator('.conversation-strip')

test('1.5 5.34 a conversation is told on top of the composer, and goes when it is left', async ({
  page,
  room,
  bot,
}) => {
  await openRoom(page, room)
  await room.botSays(bot, { text: 'Where?', author: 'CatBot', state: { asking: 'where' } })
  await expect(strip(page)).toContainText('Talking with TestBot: only it gets your next message')
  const [bar, box, field] = await Promise.all(
    [strip(page), page.locator('.composer-box'), input(page)].map((part) => part.boundingBox()),
  )
  expect(bar!.height).toBe(32)
  expect(bar!.width).toBeGreaterThan(box!.width - 4)
  expect(bar!.y + bar!.height).toBeLessThanOrEqual(field!.y + 1)
  await page.reload()
  const button = leave(page, 'TestBot')
  await expect(button).toBeVisible()
  const request = page.waitForRequest('**/api/actions/clear-room-state')
  await button.click()
  expect((await request).postDataJSON()).toEqual({ room: room.name })
  await expect(page.locator('.message-card.kind-system')).toHaveCount(1)
  await expect(strip(page)).toBeHidden()
  await expect(input(page)).toBeEditable()
})

test('1.5 5.34 it stays while another bot speaks, and goes when its bot answers without a state', async ({
  page,
  room,
  bot,
  otherBot,
}) => {
  await openRoom(page, room)
  await room.botSays(bot, { text: 'Where?', state: 0 })
  await expect(strip(page)).toBeVisible()
  await room.botSays(otherBot, 'Me too')
  await expect(cards(page, 'Me too')).toBeVisible()
  await expect(strip(page)).toBeVisible()
  await room.botSays(bot, 'That was all')
  await expect(cards(page, 'That was all')).toBeVisible()
  await expect(strip(page)).toBeHidden()
})

test('1.5 5.34 it stays while its bot thinks, and nothing moves when the next question comes', async ({
  page,
  room,
  bot,
}) => {
  await room.install({ name: 'CatBot', responds_to: 'cat', url: bot.url() })
  bot.answer = () => ({ text: 'Where?', state: 1 })
  await openRoom(page, room)
  await send(page, 'a cat')
  await expect(strip(page)).toBeVisible()
  const before = await strip(page).boundingBox()
  let wake: () => void = () => undefined
  bot.answer = () => new Promise((resolve) => (wake = () => resolve({ text: 'What colour?', state: 2 })))
  await send(page, 'in the garden')
  await expect.poll(() => bot.asked.length).toBe(2)
  await expect(cards(page, 'in the garden')).toBeVisible()
  await expect(strip(page)).toBeVisible()
  wake()
  await expect(cards(page, 'What colour?')).toBeVisible()
  expect(await strip(page).boundingBox()).toEqual(before)
})

test('5.34 it has the name that its bot has now, and goes with its bot', async ({ page, room, bot }) => {
  await openRoom(page, room)
  await room.botSays(bot, { text: 'Where?', state: 1 })
  const [{ id } = { id: 0 }] = await room.bots()
  await room.install({ id, name: 'A bot with a long name '.repeat(20) })
  await expect(strip(page)).toContainText('A bot with a long name')
  expect((await strip(page).boundingBox())!.height).toBe(32)
  await expect(page.locator('.conversation-leave')).toBeInViewport({ ratio: 1 })
  await room.deleteBot(id)
  await expect(strip(page)).toBeHidden()
})

test('1.5 the cat bot’s conversation from beginning to end', async ({ page, room, exampleBots }) => {
  await room.install({ name: 'CatBot', responds_to: 'saw a cat', url: `${exampleBots.url}/state` })
  await openRoom(page, room)
  await send(page, 'I saw a cat!')
  await expect(cards(page, 'Where did you see the cat?')).toBeVisible()
  await expect(leave(page, 'CatBot')).toBeVisible()
  await send(page, 'in the garden')
  await expect(cards(page, 'What colour was it?')).toBeVisible()
  await send(page, 'black')
  await expect(cards(page, 'And how many cats were there?')).toBeVisible()
  await send(page, '3')
  await expect(cards(page, 'Cats seen: 3. Where: in the garden. Colour: black.')).toBeVisible()
  await expect(leave(page, 'CatBot')).toBeHidden()
})

for (const [state, shown] of [
  [{ asking: 'where', known: {} }, '"asking": "where"'],
  [0, '0'],
  [false, 'false'],
  ['', '""'],
  [[], '[]'],
] as const) {
  test(`1.5 the state ${JSON.stringify(state)} can be shown and hidden`, async ({ page, room, bot }) => {
    await room.botSays(bot, { text: 'stateful', state })
    await room.botSays(bot, 'stateless')
    await openRoom(page, room)
    const card = cards(page, 'stateful')
    const code = card.locator('code')
    await expect(code).toBeHidden()
    await card.getByRole('button', { name: 'show state' }).click()
    await expect(code).toBeVisible()
    await expect(code).toContainText(shown)
    await card.getByRole('button', { name: 'hide state' }).click()
    await expect(code).toBeHidden()
    await expect(cards(page, 'stateless').locator('.state')).toHaveCount(0)
  })
}

test('2.20 showing a state leaves the address alone', async ({ page, room, bot }) => {
  await room.botSays(bot, { text: 'stateful', state: 1 })
  await openRoom(page, room)
  await cards(page).getByRole('button', { name: 'show state' }).click()
  await expect(page).toHaveURL(room.address)
})

test('2.9 after a clear there is no conversation to leave', async ({ page, room, bot }) => {
  await openRoom(page, room)
  await room.botSays(bot, { text: 'Where?', author: 'CatBot', state: 1 })
  await expect(leave(page, 'TestBot')).toBeVisible()
  await room.clear()
  await expect(leave(page, 'TestBot')).toBeHidden()
})

test('2.3 leaving while offline says so and locks nothing', async ({ page, network, room, bot }) => {
  await room.botSays(bot, { text: 'Where?', author: 'CatBot', state: 1 })
  await openRoom(page, new Room(network.url, room.name))
  network.cut()
  await expect(status(page)).toHaveClass(/is-disconnected/)
  await leave(page, 'TestBot').click()
  await expect(page.locator('.banner, [role=alert], [role=status]').filter({ hasText: /reach/ })).toBeVisible()
  await expect(input(page)).toBeEditable()
  await expect(leave(page, 'TestBot')).toBeEnabled()
  network.mend()
  await expect(status(page)).toHaveClass(/is-connected/, { timeout: 15_000 })
  await leave(page, 'TestBot').click()
  await expect(leave(page, 'TestBot')).toBeHidden()
})
