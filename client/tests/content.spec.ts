// How what is in messages looks and holds together: tables, forms, colours, lines.
import { cards, expect, openRoom, test } from './support/fixtures'

const wideTable =
  '<table border=1><tr>' +
  Array.from({ length: 12 }, (_, column) => `<th>column${column}</th>`).join('') +
  '</tr><tr>' +
  Array.from({ length: 12 }, () => '<td>antidisestablishmentarianism</td>').join('') +
  '</tr></table>'

for (const width of [1280, 390]) {
  test(`5.44 a table wider than the message is scrolled in a box of its own, ${width} px`, async ({
    page,
    room,
    bot,
  }) => {
    await page.setViewportSize({ width, height: 800 })
    await room.botSays(bot, wideTable)
    await room.say(wideTable)
    await openRoom(page, room)
    await expect(cards(page).locator('table')).toHaveCount(2)
    for (const table of await cards(page).locator('table').all()) {
      const measured = await table.evaluate((element) => {
        const cell = element.querySelector('td')!
        return {
          scrolls: element.scrollWidth > element.clientWidth + 10,
          fits:
            element.getBoundingClientRect().right <=
            element.closest('.card-content')!.getBoundingClientRect().right + 1,
          lines: Math.round(cell.clientHeight / parseFloat(getComputedStyle(cell).lineHeight)),
          border: getComputedStyle(cell).borderTopWidth,
          isReachable: element.tabIndex === 0,
        }
      })
      expect(measured).toEqual({ scrolls: true, fits: true, lines: 1, border: '1px', isReachable: true })
      await table.focus()
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => table.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0)
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  })
}

test('5.44 a small table is as wide as what is in it, and one without a border has none', async ({
  page,
  room,
  bot,
}) => {
  await room.botSays(bot, '<p>A line that is longer than the table below it.</p><table><tr><td>a<td>b</table>')
  await openRoom(page, room)
  const table = cards(page).locator('table')
  const [inner, outer] = await table.evaluate((element) => [
    element.clientWidth,
    element.closest('.content')!.clientWidth,
  ])
  expect(inner!).toBeLessThan(outer! / 2)
  expect(
    await table
      .locator('td')
      .first()
      .evaluate((cell) => getComputedStyle(cell).borderLeftWidth),
  ).toBe('0px')
})

for (const width of [1280, 390]) {
  test(`5.45 a form’s buttons are filled, have gaps and wrap with gaps, ${width} px`, async ({ page, room, bot }) => {
    await page.setViewportSize({ width, height: 800 })
    const buttons = Array.from({ length: 9 }, (_, at) => `<button name=b value=${at}>Choice number ${at}</button>`)
    await room.botSays(bot, `<form>${buttons.join('')}<input type=submit value=Go></form>`)
    await openRoom(page, room)
    const boxes = await cards(page)
      .locator('button:not(.state-toggle), input[type=submit]')
      .evaluateAll((all) =>
        all.map((one) => {
          const { left, right, top, bottom } = one.getBoundingClientRect()
          return { left, right, top, bottom, fill: getComputedStyle(one).backgroundColor }
        }),
      )
    expect(boxes).toHaveLength(10)
    const surface = await cards(page).evaluate((card) => getComputedStyle(card).backgroundColor)
    for (const [at, box] of boxes.entries()) {
      expect(box.fill).not.toBe(surface)
      for (const other of boxes.slice(at + 1)) {
        const across = Math.max(other.left - box.right, box.left - other.right)
        const down = Math.max(other.top - box.bottom, box.top - other.bottom)
        expect(Math.max(across, down)).toBeGreaterThanOrEqual(4)
      }
    }
    expect(new Set(boxes.map(({ top }) => top)).size).toBeGreaterThan(1)
  })
}

test('5.45 the button that was pressed is marked once it is sent, the last one only', async ({ page, room, bot }) => {
  await room.botSays(bot, '<form><button name=b value=1>One</button><button name=b value=2>Two</button></form>')
  await openRoom(page, room)
  const marked = cards(page).locator('[data-sent]')
  await expect(cards(page)).toHaveCount(1)
  await expect(marked).toHaveCount(0)
  await page.getByRole('button', { name: 'One' }).click()
  await expect(marked).toHaveText('One')
  await page.getByRole('button', { name: 'Two' }).click()
  await expect(marked).toHaveText('Two')
})

test('5.45 what could not be sent is said by the page, not in the bot’s words', async ({ page, room, bot }) => {
  await room.botSays(bot, '<form><button>One</button></form>')
  await openRoom(page, room)
  await page.route('**/api/actions/message-form', (route) => route.fulfill({ status: 400, json: { message: 'No.' } }))
  await page.getByRole('button', { name: 'One' }).click()
  const note = page.locator('.form-failure')
  await expect(note).toContainText('This was not sent. No.')
  expect(await note.evaluate((element) => getComputedStyle(element).borderLeftWidth)).toBe('4px')
  await expect(cards(page).locator('[data-sent]')).toHaveCount(0)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`5.46 all messages are on one surface, with their author’s colour at the edge: ${colorScheme}`, async ({
    page,
    room,
    bot,
  }) => {
    await page.emulateMedia({ colorScheme })
    await room.say('from a person')
    await room.say('my own', { author: 'Ada' })
    await room.botSays(bot, 'from a bot')
    await openRoom(page, room)
    await expect(cards(page)).toHaveCount(3)
    const grounds = await cards(page).evaluateAll((all) => all.map((card) => getComputedStyle(card).backgroundColor))
    expect(new Set(grounds).size).toBe(1)
    const edge = (text: string, side: 'Left' | 'Right') =>
      cards(page, text).evaluate((card, of) => getComputedStyle(card)[`border${of}Width`], side)
    expect(await edge('from a person', 'Left')).toBe('3px')
    expect(await edge('from a bot', 'Left')).toBe('3px')
    expect(await edge('my own', 'Right')).toBe('3px')
  })
}

test('5.46 a bot’s own colours stand on paper, the whole message, in the dark too', async ({ page, room, bot }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await room.botSays(bot, '<p style="color: black">dark letters</p>')
  await room.botSays(bot, 'My favourite color: blue')
  await openRoom(page, room)
  const ground = (text: string) => cards(page, text).evaluate((card) => getComputedStyle(card).backgroundColor)
  expect(await ground('dark letters')).toBe('rgb(255, 255, 255)')
  expect(await ground('My favourite')).not.toBe('rgb(255, 255, 255)')
})

test('5.20 a line has 80 characters at most', async ({ page, room }) => {
  await room.say('The quick brown fox jumps over the lazy dog, and then goes home to have a cup of tea. '.repeat(20))
  await openRoom(page, room)
  const characters = await cards(page)
    .locator('.content')
    .evaluate((content) => {
      const range = document.createRange()
      const text = content.firstChild as Text
      let [line, longest, top] = [0, 0, -1]
      for (let at = 0; at < text.length; at += 1) {
        range.setStart(text, at)
        range.setEnd(text, at + 1)
        const box = range.getBoundingClientRect()
        line = box.top === top ? line + 1 : 1
        top = box.top
        longest = Math.max(longest, line)
      }
      return longest
    })
  expect(characters).toBeGreaterThan(60)
  expect(characters).toBeLessThanOrEqual(82)
})
