// Bots in the settings: what is wrong is said at its place, and nothing moves under the mouse.
import type { Page } from '@playwright/test'

import { expect, openRoom, Room, settings, test } from './support/fixtures'

const bots = (page: Page) => settings(page).locator('.bot')
const field = (page: Page, label: string) => bots(page).first().getByLabel(label, { exact: true })

async function openBot(page: Page, room: Room): Promise<void> {
  await openRoom(page, room, { settings: { open: true } })
  await bots(page).first().locator('summary').click()
  await expect(field(page, 'Name')).toBeVisible()
}

for (const [label, value] of [
  ['Name', 'After'],
  ['Name', ''],
  ['Responds to', '(broken'],
  ['Responds to', '[[:digit:]]'],
  ['Endpoint URL', 'http://localhost:1/x'],
  ['Endpoint URL', 'no URL'],
] as const) {
  test(`5.35 a click right after editing is not lost: ${label} "${value}"`, async ({ page, room }) => {
    await room.install({ name: 'Before', responds_to: 'x', url: 'http://localhost/' })
    await room.install({ name: 'Second' })
    await openBot(page, room)
    const summary = bots(page).nth(1).locator('summary')
    await field(page, label).fill(value)
    // What is said while one types is there before the mouse goes anywhere.
    if (label === 'Responds to') await expect(bots(page).first().locator('.bot-field-notes .help')).not.toHaveCount(0)
    await summary.scrollIntoViewIfNeeded()
    const box = (await summary.boundingBox())!
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.down()
    // Until what is said about the field has had its time.
    await expect(bots(page).first().locator('.bot-field-status', { hasText: /saved/i })).toBeVisible()
    expect(await summary.boundingBox()).toEqual(box)
    await page.mouse.up()
    await expect(bots(page).nth(1)).toHaveAttribute('open', '')
  })
}

test('5.35 what is wrong is said once the mouse is released', async ({ page, room }) => {
  await room.install({ name: 'Before' })
  await openBot(page, room)
  await field(page, 'Endpoint URL').fill('no URL')
  await page.locator('.settings-title').click()
  await expect(bots(page).first().locator('.bot-field-notes')).toContainText(['', '', 'Begin the URL with http://'])
})

test('5.36 a bad pattern is marked at its field, with Python’s error and the place, and at the closed bot', async ({
  page,
  room,
}) => {
  await room.install({ name: 'ABot', responds_to: 'x', url: 'http://localhost/' })
  await openBot(page, room)
  const pattern = field(page, 'Responds to')
  await pattern.fill('hi (there')
  await expect(pattern).toHaveAttribute('aria-invalid', 'true')
  await expect(pattern).toHaveAccessibleDescription(/missing \), unterminated subpattern at position 3/)
  await expect(bots(page).first().locator('.pattern-place mark')).toHaveText('(')
  await expect(bots(page).first().locator('.pattern-fault')).toHaveCSS('color', 'rgb(178, 31, 46)')
  await page.keyboard.press('Tab')
  await expect.poll(() => room.bots()).toMatchObject([{ responds_to: 'hi (there' }])
  await bots(page).first().locator('summary').click()
  await expect(bots(page).first().locator('.bot-dot')).toHaveClass(/is-bad/)
  await expect(bots(page).first().locator('summary')).toContainText('Python cannot read its pattern')
  await bots(page).first().locator('summary').click()
  await pattern.fill('hi there')
  await expect(pattern).not.toHaveAttribute('aria-invalid')
  await expect(bots(page).first().locator('.pattern-fault')).toHaveCount(0)
})

test('5.37 an address without http:// is completed', async ({ page, room }) => {
  await room.install({ name: 'ABot' })
  await openBot(page, room)
  await field(page, 'Endpoint URL').fill('localhost:5000/x')
  await page.keyboard.press('Tab')
  await expect(field(page, 'Endpoint URL')).toHaveValue('http://localhost:5000/x')
  await expect.poll(() => room.bots()).toMatchObject([{ url: 'http://localhost:5000/x' }])
})

test('5.37 six closed bots fit into 240 px, each with its pattern and a sign of how it is doing', async ({
  page,
  room,
  bot,
}) => {
  await room.install({ name: 'Good', responds_to: '\\bhi\\b', url: bot.url() })
  await room.install({ name: 'Bad', responds_to: 'hi', url: 'http://127.0.0.1:1/' })
  for (const name of ['Three', 'Four', 'Five', 'Six']) await room.install({ name })
  await room.say('hi')
  await openRoom(page, room, { settings: { open: true } })
  await expect(bots(page)).toHaveCount(6)
  const [first, last] = await Promise.all([bots(page).first().boundingBox(), bots(page).last().boundingBox()])
  expect(last!.y + last!.height - first!.y).toBeLessThanOrEqual(240)
  await expect(bots(page).first().locator('.bot-pattern')).toHaveText('\\bhi\\b')
  await expect(bots(page).first().locator('.bot-dot')).toHaveClass(/is-good/)
  await expect(bots(page).nth(1).locator('.bot-dot')).toHaveClass(/is-bad/)
  await expect(bots(page).nth(2).locator('.bot-dot')).toHaveClass(/is-doubt/)
  await expect(bots(page).nth(1).locator('summary')).toContainText('Its last call failed')
})

test('5.37 the select’s arrow does not lie over the settings’ head', async ({ page, room }) => {
  for (let count = 0; count < 12; count += 1) await room.install({ name: `Bot ${count}` })
  await openRoom(page, room, { settings: { open: true } })
  await expect(bots(page)).toHaveCount(12)
  const head = page.locator('.settings-head')
  await settings(page).evaluate((panel) => {
    const select = panel.querySelector('.select')!.getBoundingClientRect()
    panel.scrollTop += select.top - panel.getBoundingClientRect().top - 6
  })
  const over = await head.screenshot()
  await page.locator('.settings .select').evaluate((select: HTMLElement) => (select.style.visibility = 'hidden'))
  expect(over.equals(await head.screenshot())).toBe(true)
})

test('5.37 Clear room is red, and apart from the harmless ones', async ({ page, room }) => {
  await openRoom(page, room, { settings: { open: true } })
  const [upload, clear] = await Promise.all(
    ['Upload Room', 'Clear room'].map((name) => settings(page).getByRole('button', { name }).boundingBox()),
  )
  expect(clear!.y - upload!.y - upload!.height).toBeGreaterThanOrEqual(20)
  await expect(settings(page).getByRole('button', { name: 'Clear room' })).toHaveCSS('color', 'rgb(178, 31, 46)')
})

test('5.37 Add a bot in an empty room adds one, and its name is selected', async ({ page, room }) => {
  await openRoom(page, room)
  await page.locator('.empty-room').getByRole('button', { name: 'Add a bot' }).click()
  await expect(bots(page)).toHaveCount(1)
  await expect(field(page, 'Name')).toBeFocused()
  const [{ name } = { name: '' }] = await room.bots()
  expect(await page.evaluate(() => String(getSelection()))).toBe(name)
})
