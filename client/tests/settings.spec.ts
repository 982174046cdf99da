// The settings panel: what is this browser's own, and what is the room's.
import type { Page } from '@playwright/test'

import { cards, expect, openRoom, openSettings, Room, settings, test, thrown, uniqueName } from './support/fixtures'

const stored = (page: Page) => page.evaluate(() => JSON.parse(localStorage.getItem('settings') ?? 'null') as unknown)
const bots = (page: Page) => settings(page).locator('.bot')
const field = (page: Page, label: string) => bots(page).first().getByLabel(label, { exact: true })

async function openBot(page: Page, room: Room): Promise<void> {
  await openRoom(page, room, { settings: { open: true } })
  await bots(page).first().locator('summary').click()
  await expect(field(page, 'Name')).toBeVisible()
}

test('1.6 the panel opens from the header, at the right, on a third of the width', async ({ page, room }) => {
  await openRoom(page, room)
  await expect(settings(page)).toBeHidden()
  await openSettings(page)
  const box = (await settings(page).boundingBox())!
  expect(box.x + box.width).toBeGreaterThan(1270)
  expect(box.width / 1280).toBeGreaterThan(0.25)
  expect(box.width / 1280).toBeLessThan(0.4)
  await openSettings(page)
  await expect(settings(page)).toBeHidden()
})

test('1.6 open, name and speech are stored on every change and read on load', async ({ page, room }) => {
  await openRoom(page, room, { settings: { name: 'Ada' } })
  await openSettings(page)
  await expect.poll(() => stored(page)).toEqual({ open: true, name: 'Ada', speech: false })
  await settings(page)
    .getByLabel(/^(Your )?name$/i)
    .first()
    .fill('Grace')
  await expect.poll(() => stored(page)).toEqual({ open: true, name: 'Grace', speech: false })
  await settings(page)
    .getByLabel(/Speech synthesis/)
    .check()
  await expect.poll(() => stored(page)).toEqual({ open: true, name: 'Grace', speech: true })
  await page.reload()
  await expect(
    settings(page)
      .getByLabel(/^(Your )?name$/i)
      .first(),
  ).toHaveValue('Grace')
  await expect(settings(page).getByLabel(/Speech synthesis/)).toBeChecked()
})

for (const text of ['{', '[]', 'null', '7', '{"open": "yes", "name": 3}', '{"name": "Ada"}']) {
  test(`1.6 the stored settings ${text} give defaults for what they lack`, async ({ page, room }) => {
    const errors = thrown(page)
    await page.addInitScript((value) => localStorage.setItem('settings', value), text)
    await page.goto(room.address)
    await expect(page.locator('.room-header .status')).toHaveClass(/is-connected/)
    const name = text.includes('Ada') ? 'Ada' : 'Anonymous'
    expect(await page.evaluate(() => ({ ...window.Necsus.settings }))).toEqual({ open: false, name, speech: false })
    expect(errors).toEqual([])
  })
}

test('1.6 Clear room asks for the name in any case, and clears for everybody', async ({ page, server }) => {
  const room = new Room(server.url, `Mixed-${uniqueName()}`)
  await room.say('to be cleared')
  await openRoom(page, room, { settings: { open: true } })
  await expect(cards(page)).toHaveCount(1)
  await settings(page).getByRole('button', { name: 'Clear room' }).click()
  const clear = page.getByRole('button', { name: 'Clear', exact: true })
  await expect(clear).toBeDisabled()
  await page.getByLabel(/Type the room/).fill(room.name.slice(1))
  await expect(clear).toBeDisabled()
  await page.getByLabel(/Type the room/).fill(room.name.toUpperCase())
  await clear.click()
  await expect(cards(page)).toHaveCount(0)
  expect(await room.messages()).toEqual([])
})

test('2.21 5.16 Clear room can be called off', async ({ page, room }) => {
  await room.say('kept')
  await openRoom(page, room, { settings: { open: true } })
  await settings(page).getByRole('button', { name: 'Clear room' }).click()
  await settings(page).getByRole('button', { name: 'Cancel' }).click()
  await expect(settings(page).getByRole('button', { name: 'Clear room' })).toBeFocused()
  expect(await room.messages()).toHaveLength(1)
})

test('1.6 Add A Bot… creates one at once, named by three animals', async ({ page, room }) => {
  await openRoom(page, room, { settings: { open: true } })
  await settings(page).getByRole('button', { name: 'Add A Bot…' }).click()
  await expect.poll(async () => (await room.bots()).length).toBe(1)
  const [bot] = await room.bots()
  expect(bot!.name).toMatch(/^[A-Z]\w+-[A-Z]\w+-[A-Z]\w+$/)
  expect([bot!.responds_to, bot!.url]).toEqual(['', ''])
  await expect(bots(page)).toContainText([bot!.name])
})

test('1.6 each of a bot’s fields is stored when it is left', async ({ page, room }) => {
  const bot = await room.install({ name: 'Before' })
  await openBot(page, room)
  for (const [label, value] of [
    ['Name', 'After'],
    ['Responds to', '\\bhi\\b'],
    ['Endpoint URL', 'http://localhost:1/x'],
  ] as const) {
    const request = page.waitForRequest('**/api/actions/bot')
    await field(page, label).fill(value)
    await page.keyboard.press('Tab')
    expect((await request).postDataJSON()).toMatchObject({ room: room.name, id: bot.id })
  }
  await expect
    .poll(() => room.bots())
    .toMatchObject([{ id: bot.id, name: 'After', responds_to: '\\bhi\\b', url: 'http://localhost:1/x' }])
  await expect(bots(page).first()).toContainText('Saved')
})

test('1.6 2.6 5.15 a bot is deleted after a question, by DELETE', async ({ page, room }) => {
  await room.install({ name: 'Doomed' })
  await openBot(page, room)
  await bots(page).getByRole('button', { name: 'Delete Doomed' }).click()
  await bots(page).getByRole('button', { name: 'Keep' }).click()
  expect(await room.bots()).toHaveLength(1)
  const request = page.waitForRequest((one) => one.method() === 'DELETE')
  await bots(page).getByRole('button', { name: 'Delete Doomed' }).click()
  await bots(page).getByRole('button', { name: 'Delete', exact: true }).click()
  await request
  await expect(bots(page)).toHaveCount(0)
  expect(await room.bots()).toEqual([])
})

test('2.7 5.16 what is typed in a bot’s field is not overwritten by changes that arrive', async ({ page, room }) => {
  const bot = await room.install({ name: 'Before' })
  await openBot(page, room)
  await field(page, 'Responds to').fill('half a pat')
  await room.install({ id: bot.id, name: 'Elsewhere', responds_to: 'theirs' })
  await expect(bots(page).first()).toContainText('Elsewhere')
  await expect(field(page, 'Responds to')).toHaveValue('half a pat')
})

test('5.16 a pattern that means something else in Python is warned of, at the bot and its field, and stored', async ({
  page,
  room,
}) => {
  const bot = await room.install({ name: 'ABot', responds_to: 'roll [[:digit:]]+' })
  await openRoom(page, room, { settings: { open: true } })
  await expect(bots(page).locator('summary')).toContainText('Look at what it responds to')
  await bots(page).first().locator('summary').click()
  const pattern = field(page, 'Responds to')
  await expect(pattern).toHaveAccessibleDescription(/\[:digit:\] is no class in Python.*\\d/)
  await pattern.fill('(?:colour){e<=1}')
  await expect(bots(page).first()).toContainText('{e<=1} allows no typing mistakes in Python')
  await page.keyboard.press('Tab')
  await expect.poll(() => room.bots()).toMatchObject([{ id: bot.id, responds_to: '(?:colour){e<=1}' }])
  await expect(pattern).not.toHaveAttribute('aria-invalid')
  await pattern.fill('colou?r')
  await expect(bots(page).first()).not.toContainText('Python')
  await page.keyboard.press('Tab')
  await bots(page).first().locator('summary').click()
  await expect(bots(page).locator('summary')).not.toContainText('Look at')
})

test('5.16 a bad URL is marked at the field', async ({ page, room }) => {
  await room.install({ name: 'ABot' })
  await openBot(page, room)
  await field(page, 'Endpoint URL').fill('ftp://localhost:1234')
  await page.keyboard.press('Tab')
  await expect(field(page, 'Endpoint URL')).toHaveAttribute('aria-invalid', 'true')
  await expect(bots(page).first()).toContainText('http://')
})
