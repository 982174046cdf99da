// The field in which people write, and what becomes of it when the server or the network is slow or gone.
import { cards, expect, input, openRoom, pending, Room, send, status, test, thrown } from './support/fixtures'

test('1.3 Enter sends, and so does the button; the field is empty and focused again', async ({ page, room }) => {
  await openRoom(page, room)
  await send(page, 'by Enter')
  await expect(cards(page, 'by Enter')).toBeVisible()
  await expect(input(page)).toHaveValue('')
  await expect(input(page)).toBeFocused()
  await input(page).fill('by button')
  await page.locator('.composer .send').click()
  await expect(cards(page, 'by button')).toBeVisible()
  await expect(input(page)).toHaveValue('')
  await expect(input(page)).toBeFocused()
})

test('1.3 an empty text is not sent', async ({ page, room }) => {
  await openRoom(page, room)
  await input(page).press('Enter')
  await send(page, 'something')
  await expect(cards(page, 'something')).toBeVisible()
  expect(await room.messages()).toHaveLength(1)
})

test('1.3 what is sent is {room, author, text}', async ({ page, room }) => {
  await openRoom(page, room, { settings: { name: 'Ada' } })
  const request = page.waitForRequest('**/api/actions/message')
  await send(page, 'a < b')
  expect((await request).method()).toBe('POST')
  expect((await request).postDataJSON()).toEqual({ room: room.name, author: 'Ada', text: 'a < b' })
})

test('1.3 2.4 5.6 the message shows and the field is free before a slow bot has answered', async ({
  page,
  room,
  bot,
}) => {
  let wake: () => void = () => undefined
  bot.answer = () => new Promise((resolve) => (wake = () => resolve({ text: 'awake' })))
  await room.install({ responds_to: 'sleep', url: bot.url() })
  await openRoom(page, room)
  await send(page, 'sleep')
  await expect(cards(page, 'sleep')).toBeVisible()
  await expect.poll(() => bot.asked.length).toBe(1)
  await send(page, 'meanwhile')
  await expect(cards(page, 'meanwhile')).toBeVisible()
  await expect(input(page)).toBeEditable()
  wake()
  await expect(cards(page, 'awake')).toBeVisible()
})

test('1.3 Up recalls what was sent from this page, newest first, no text twice', async ({ page, room }) => {
  await room.say('not from here')
  await openRoom(page, room)
  for (const text of ['first', 'second', 'first', 'third']) {
    await send(page, text)
    await expect(input(page)).toHaveValue('')
  }
  await expect(cards(page, 'third')).toBeVisible()
  const recalled: string[] = []
  for (let press = 0; press < 4; press += 1) {
    await input(page).press('ArrowUp')
    recalled.push(await input(page).inputValue())
  }
  expect(recalled).toEqual(['third', 'first', 'second', 'second'])
})

test('1.3 20 texts are kept, and none over a reload', async ({ page, room }) => {
  await openRoom(page, room)
  for (let index = 1; index <= 22; index += 1) await send(page, `text ${index}`)
  await expect(cards(page, 'text 22')).toBeVisible()
  for (let press = 0; press < 25; press += 1) await input(page).press('ArrowUp')
  await expect(input(page)).toHaveValue('text 3')
  await input(page).fill('')
  await page.reload()
  await expect(cards(page, 'text 22')).toBeVisible()
  await input(page).press('ArrowUp')
  await expect(input(page)).toHaveValue('')
})

test('2.16 5.17 Up and Down walk the history as in a shell and give the draft back', async ({ page, room }) => {
  const errors = thrown(page)
  await openRoom(page, room)
  for (const text of ['one', 'two']) await send(page, text)
  await expect(cards(page, 'two')).toBeVisible()
  await input(page).fill('my draft')
  const values: string[] = []
  for (const key of ['ArrowDown', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown', 'ArrowDown']) {
    await input(page).press(key)
    values.push(await input(page).inputValue())
  }
  expect(values).toEqual(['my draft', 'two', 'one', 'one', 'two', 'my draft', 'my draft'])
  await input(page).press('Enter')
  await expect(cards(page, 'my draft')).toBeVisible()
  expect(errors).toEqual([])
})

test('2.17 5.17 Enter that ends a composition does not send', async ({ page, room }) => {
  await openRoom(page, room)
  const client = await page.context().newCDPSession(page)
  await input(page).focus()
  await client.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 })
  await expect(input(page)).toHaveValue('に')
  await input(page).evaluate((field) => {
    const options = { key: 'Enter', code: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true }
    field.dispatchEvent(new KeyboardEvent('keydown', options))
  })
  await client.send('Input.insertText', { text: '日本' })
  await expect(input(page)).toHaveValue('日本')
  await input(page).press('Enter')
  await expect(cards(page, '日本')).toBeVisible()
  expect(await room.messages()).toHaveLength(1)
})

test('2.17 5.17 Shift+Enter makes a new line; the field grows to 5 lines', async ({ page, room }) => {
  await openRoom(page, room)
  const height = () => input(page).evaluate((field) => field.clientHeight)
  const one = await height()
  await input(page).pressSequentially('a')
  for (let line = 2; line <= 5; line += 1) {
    const before = await height()
    await input(page).press('Shift+Enter')
    await expect.poll(height).toBeGreaterThan(before)
  }
  const five = await height()
  expect(five).toBeGreaterThan(one * 2)
  for (let line = 6; line <= 9; line += 1) await input(page).press('Shift+Enter')
  await input(page).pressSequentially('b')
  await expect(input(page)).toHaveValue(`a${'\n'.repeat(8)}b`)
  expect(await height()).toBeLessThanOrEqual(five + 8)
  await input(page).press('Enter')
  await expect.poll(async () => (await room.messages()).map(({ text }) => text)).toEqual([`a${'\n'.repeat(8)}b`])
  await expect.poll(height).toBe(one)
})

test('1.3 the name is Anonymous unless one was chosen', async ({ page, room }) => {
  await page.goto(room.address)
  await send(page, 'who am I')
  await expect(cards(page, 'who am I').locator('.author')).toHaveText('Anonymous')
})

test('2.25 messages of others who are Anonymous too are not one’s own', async ({ page, room }) => {
  await room.say('somebody else', { author: 'Anonymous' })
  await page.goto(room.address)
  await send(page, 'me')
  await expect(cards(page, /^.*me$/).last()).toHaveClass(/message-right/)
  await expect(cards(page, 'somebody else')).toHaveClass(/message-left/)
})

test('2.3 5.6 a failed send keeps the text, with Retry and Delete', async ({ page, room }) => {
  await openRoom(page, room)
  let refuse = true
  await page.route('**/api/actions/message', (route) =>
    refuse ? route.fulfill({ status: 400, json: { message: 'Not today' } }) : route.fallback(),
  )
  await send(page, 'precious')
  const failed = pending(page).filter({ hasText: 'precious' })
  await expect(failed).toHaveClass(/is-failed/)
  await expect(failed).toContainText('Not today')
  await expect(input(page)).toBeEditable()
  await failed.getByRole('button', { name: 'Retry' }).click()
  await expect(failed).toHaveClass(/is-failed/)
  refuse = false
  await failed.getByRole('button', { name: 'Retry' }).click()
  await expect(cards(page, 'precious')).toBeVisible()
  await expect(pending(page)).toHaveCount(0)
  refuse = true
  await send(page, 'not so precious')
  await pending(page).getByRole('button', { name: 'Delete' }).click()
  await expect(pending(page)).toHaveCount(0)
  expect((await room.messages()).map(({ text }) => text)).toEqual(['precious'])
})

test('2.3 5.6 what is written while the server is away is sent when it is back, once, over a reload too', async ({
  page,
  network,
  room,
}) => {
  await openRoom(page, new Room(network.url, room.name))
  network.cut()
  await expect(status(page)).toHaveClass(/is-disconnected/)
  await send(page, 'from the dark')
  await expect(pending(page)).toContainText(['from the dark'])
  await expect(input(page)).toBeEditable()
  network.mend()
  await page.reload()
  await expect(cards(page, 'from the dark')).toBeVisible({ timeout: 15_000 })
  await expect(pending(page)).toHaveCount(0)
  expect(await room.messages()).toHaveLength(1)
})

test('5.6 an answer that is lost on the way does not double the message', async ({ page, room }) => {
  await openRoom(page, room)
  let lost = 0
  await page.route('**/api/actions/message', async (route) => {
    if (lost++ > 0) return route.fallback()
    await route.fetch()
    return route.abort('connectionreset')
  })
  await send(page, 'only once')
  await expect.poll(() => lost).toBeGreaterThan(0)
  await expect(cards(page, 'only once')).toHaveCount(1)
  await expect(pending(page)).toHaveCount(0)
  expect(await room.messages()).toHaveLength(1)
})

test('5.6 the draft of a room survives a reload', async ({ page, room, server }) => {
  await openRoom(page, room)
  await input(page).fill('half a thought')
  await page.reload()
  await expect(input(page)).toHaveValue('half a thought')
  await page.goto(new Room(server.url).address)
  await expect(input(page)).toHaveValue('')
})
