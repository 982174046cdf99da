// Small screens and touch.
import {
  cards,
  dialog,
  expect,
  expectAtEnd,
  input,
  openRoom,
  openSettings,
  send,
  settings,
  test,
} from './support/fixtures'

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

test('1.1 on narrow screens the header’s entries fold under a burger button', async ({ page, room }) => {
  await openRoom(page, room)
  const burger = page.locator('.burger')
  await expect(page.locator('.settings-toggle')).toBeHidden()
  await burger.click()
  await expect(burger).toHaveAttribute('aria-expanded', 'true')
  for (const entry of ['Docs', 'Lecture mode', 'Settings']) {
    await expect(page.locator('#room-menu').getByRole('button', { name: entry })).toBeVisible()
  }
  await burger.click()
  await expect(page.locator('.settings-toggle')).toBeHidden()
})

test('1.6 2.22 5.18 settings stand in place of the chat, the menu is closed, and a button leads back', async ({
  page,
  room,
}) => {
  await openRoom(page, room)
  await page.locator('.burger').click()
  await openSettings(page)
  await expect(page.locator('.settings-toggle')).toBeHidden()
  const name = settings(page)
    .getByLabel(/^(Your )?name$/i)
    .first()
  await expect(name).toBeInViewport()
  // Nothing lies over it: a real tap reaches it.
  await name.tap()
  await expect(name).toBeFocused()
  const box = await settings(page).boundingBox()
  expect(box!.width).toBeGreaterThanOrEqual(389)
  await settings(page).getByRole('button', { name: /close/i }).first().click()
  await expect(settings(page)).toBeHidden()
  await expect(input(page)).toBeInViewport()
})

test('2.22 with settings stored as open a reload shows the chat', async ({ page, room }) => {
  await room.say('hello')
  await openRoom(page, room, { settings: { open: true } })
  await expect(cards(page, 'hello')).toBeInViewport()
  await expect(settings(page)).toBeHidden()
})

test('5.17 no autofocus on touch', async ({ page, room }) => {
  await openRoom(page, room)
  await expect(input(page)).toBeVisible()
  await expect(input(page)).not.toBeFocused()
})

test('5.18 the targets of main actions are 44 px', async ({ page, room }) => {
  await openRoom(page, room)
  const check = async (selector: string) => {
    const box = await page.locator(selector).first().boundingBox()
    expect({ selector, ok: box!.width >= 43.9 && box!.height >= 43.9, box }).toMatchObject({ ok: true })
  }
  for (const selector of ['.send', '.burger', '#message-input']) await check(selector)
  await page.locator('.burger').click()
  for (const selector of ['.settings-toggle', '.lecture-toggle', '.docs-menu button']) await check(selector)
})

test('5.18 the composer stays above the on-screen keyboard, and the end in view', async ({ page, room }) => {
  await room.sayAll(Array.from({ length: 30 }, (_, index) => `line ${index}`))
  await openRoom(page, room)
  await expect(page.locator('meta[name=viewport]')).toHaveAttribute('content', /interactive-widget=resizes-content/)
  await expectAtEnd(page)
  await page.setViewportSize({ width: 390, height: 420 })
  await expect(input(page)).toBeInViewport({ ratio: 1 })
  await expectAtEnd(page)
  await send(page, 'with the keyboard')
  await expect(cards(page, 'with the keyboard')).toBeInViewport()
})

test('5.18 nothing is wider than the screen', async ({ page, room }) => {
  await room.say(
    `<pre>${'wide '.repeat(100)}</pre> ${'unbroken'.repeat(50)} <img alt="" width="2000" height="10" src="data:,">`,
  )
  await openRoom(page, room)
  await expect(cards(page)).toHaveCount(1)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  const right = await cards(page)
    .locator('.card-content')
    .evaluate((card) => card.getBoundingClientRect().right)
  expect(right).toBeLessThanOrEqual(390)
})

test('5.18 the import can be read', async ({ page, room }) => {
  await room.install({
    name: 'Owl-Cod-Otter',
    responds_to: '\\bowl\\b',
    url: 'http://localhost:1234/a-rather-long-address/of-a-bot',
  })
  await openRoom(page, room)
  await page.locator('.burger').click()
  await openSettings(page)
  await settings(page).getByRole('button', { name: 'Upload Room' }).click()
  const bots = [
    { name: 'Owl-Cod-Otter', responds_to: 'x', url: 'http://localhost:1234/another-rather-long-address/of-a-bot' },
  ]
  await dialog(page).getByRole('textbox').fill(JSON.stringify(bots))
  await dialog(page).getByRole('button', { name: 'Import Configuration' }).click()
  await expect(dialog(page)).toContainText('New Bots')
  const overflowing = await dialog(page).evaluate((box) =>
    [...box.querySelectorAll('*')]
      .filter((part) => part.getBoundingClientRect().right > 391)
      .map((part) => part.outerHTML.slice(0, 80)),
  )
  expect(overflowing).toEqual([])
  await expect(dialog(page).getByRole('button', { name: 'Install Bots' })).toBeVisible()
  await expect(dialog(page).getByRole('button', { name: 'Cancel' })).toBeVisible()
})
