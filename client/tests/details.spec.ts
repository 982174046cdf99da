// Small things that students look at all day: what did not load, times, the header on a phone, the plain banner, elements.
import { expectAccessible } from './support/axe'
import { cards, expect, openRoom, Room, test, uniqueName } from './support/fixtures'

test('5.42 a missing picture and a missing sound say which address', async ({ page, room, bot }) => {
  await openRoom(page, room)
  await room.botSays(bot, { text: '<img src="inner.png" alt="">', image: '/no.png', media: '/no.mp3' })
  const notes = cards(page).locator('.missing-file')
  for (const [kind, path] of [
    ['picture', '/no.png'],
    ['picture', '/inner.png'],
    ['sound', '/no.mp3'],
  ]) {
    await expect(notes.filter({ hasText: `This ${kind} did not load: http://${bot.host}${path}` })).toHaveCount(1)
  }
  await expect(cards(page).locator('.content .missing-file')).toHaveCount(0)
  await expectAccessible(page)
})

test('5.42 a tap on a time shows all times exactly, those of a group too; so does a setting, and both stay', async ({
  page,
  room,
}) => {
  await room.sayAll(['one', 'two'])
  await openRoom(page, room)
  const shown = (text: string) =>
    cards(page, text)
      .locator('.when')
      .evaluate((time) => getComputedStyle(time, '::after').content)
  expect(await shown('one')).toBe('none')
  await expect(cards(page, 'two').locator('.when')).toBeHidden()
  await cards(page, 'one').locator('.when').click()
  for (const text of ['one', 'two']) {
    await expect(cards(page, text).locator('.when')).toBeVisible()
    expect(await shown(text)).toMatch(/\d+:\d\d:\d\d/)
  }
  await page.reload()
  await expect(cards(page, 'two').locator('.when')).toBeVisible()
  await page.locator('.settings-toggle').click()
  await page.getByLabel('Show exact times').uncheck()
  await expect(cards(page, 'two').locator('.when')).toBeHidden()
})

test('5.42 the room’s name uses the width that a phone has', async ({ page, server }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  await openRoom(page, new Room(server.url, `A room with a really long name ${uniqueName()}`))
  expect((await page.locator('#room-name').boundingBox())!.width).toBeGreaterThan(190)
  await expect(page.locator('.burger')).toBeInViewport({ ratio: 1 })
})

test('5.42 icons in the phone’s menu line up', async ({ page, room }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  await openRoom(page, room)
  await page.locator('.burger').click()
  const icons = page.locator('.room-menu .menu-icon')
  await expect(icons).toHaveCount(3)
  const lefts = await icons.evaluateAll((all) => all.map((icon) => Math.round(icon.getBoundingClientRect().left)))
  expect(new Set(lefts).size).toBe(1)
})

test('5.42 the plain banner can be closed, stays closed, and comes back with a change', async ({ page, room }) => {
  await openRoom(page, room, { preferences: { plain: true } })
  const banner = page.locator('.banner-plain')
  await banner.getByRole('button', { name: 'Close' }).click()
  await expect(banner).toHaveCount(0)
  await page.reload()
  await expect(page.locator('.status')).toHaveClass(/is-connected/)
  await expect(banner).toHaveCount(0)
  await page.locator('.settings-toggle').click()
  await page.getByLabel(/without scripts and styles/).uncheck()
  await expect(banner).toContainText('on again')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`5.42 /% has the header, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme })
    await page.goto('/%')
    await expect(page.locator('.room-header .brand')).toHaveAttribute('href', '/')
    await expectAccessible(page)
  })

  test(`5.42 kbd, dl and details are styled, ${colorScheme}`, async ({ page, room }) => {
    await page.emulateMedia({ colorScheme })
    await room.say(
      'Press <kbd>Ctrl</kbd>+<kbd>C</kbd><dl><dt>word</dt><dd>meaning</dd></dl>' +
        '<details><summary>More</summary>inside</details>',
    )
    await openRoom(page, room)
    await expect(cards(page).locator('kbd').first()).toHaveCSS('border-bottom-width', '2px')
    await expect(cards(page).locator('dt')).toHaveCSS('font-weight', '650')
    await expect(cards(page).locator('details')).toHaveCSS('border-top-style', 'solid')
    await expectAccessible(page)
  })
}

test('5.41 code in messages can be copied, by mouse and by keyboard', async ({ page, room, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await room.say('<pre>first code</pre> and <pre>second code</pre>')
  await openRoom(page, room)
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  await cards(page).locator('pre').first().hover()
  await page.getByTitle(/^Copy/).click()
  await expect.poll(clipboard).toBe('first code')
  await cards(page).locator('pre').nth(1).focus()
  await page.keyboard.press('Enter')
  await expect.poll(clipboard).toBe('second code')
  await expect(cards(page).locator('.content button')).toHaveCount(0)
})
