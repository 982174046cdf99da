// The list of messages: order, looks of one, sides, times, pictures and players.
import {
  cards,
  expect,
  expectAtEnd,
  input,
  list,
  openRoom,
  openSettings,
  picture,
  restingPlace,
  Room,
  scrollUp,
  send,
  settings,
  status,
  test,
} from './support/fixtures'

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`)

test('1.3 the header shows NeCSuS, room, status, Docs and Settings', async ({ page, room }) => {
  await openRoom(page, room)
  const header = page.locator('.room-header')
  await expect(header.getByRole('link', { name: 'NeCSuS' })).toBeVisible()
  await expect(page.locator('h1#room-name')).toHaveText(room.name)
  await expect(status(page)).toHaveAttribute('title', 'Connected')
  await expect(header.getByRole('button', { name: 'Docs' })).toBeVisible()
  await expect(header.getByRole('button', { name: 'Settings' })).toBeVisible()
})

test('1.3 the status sign turns with the connection', async ({ page, network, room }) => {
  await openRoom(page, new Room(network.url, room.name))
  await expect(status(page)).toHaveAttribute('title', 'Connected')
  network.cut()
  await expect(status(page)).toHaveAttribute('title', 'Disconnected')
  await expect(status(page)).toHaveClass(/is-disconnected/)
  network.mend()
  await expect(status(page)).toHaveAttribute('title', 'Connected', { timeout: 15_000 })
})

test('1.3 5.11 messages run from the oldest at the top to the newest, in the DOM too, and the newest is in view', async ({
  page,
  room,
}) => {
  await room.sayAll(lines(60))
  await openRoom(page, room)
  await expect(cards(page)).toHaveCount(60)
  await expect(list(page).locator('.content')).toHaveText(lines(60))
  await expect(cards(page, 'line 60')).toBeInViewport()
  await expectAtEnd(page)
  const tops = await cards(page).evaluateAll((all) => all.map((card) => card.getBoundingClientRect().top))
  expect(tops).toEqual([...tops].sort((a, b) => a - b))
})

test('1.3 5.10 the view stays at the end when there, also when an image loads late', async ({ page, room, bot }) => {
  const release = bot.serveLate('/late.svg', picture(300, 300))
  await room.sayAll(lines(40))
  await openRoom(page, room)
  await expectAtEnd(page)
  await room.say('one more')
  await expect(cards(page, 'one more')).toBeInViewport()
  await expectAtEnd(page)
  await room.say('look', { image: bot.url('/late.svg') })
  await expect(cards(page, 'look')).toBeVisible()
  const heightBefore = await cards(page, 'look').evaluate((card) => card.clientHeight)
  release()
  await expect.poll(() => cards(page, 'look').evaluate((card) => card.clientHeight)).toBeGreaterThan(heightBefore + 100)
  await expectAtEnd(page)
})

test('1.3 5.10 the view does not move when scrolled up, whatever comes in below', async ({ page, room, bot }) => {
  const release = bot.serveLate('/late.svg', picture(300, 300))
  await room.sayAll(lines(60))
  await openRoom(page, room)
  await expect(cards(page)).toHaveCount(60)
  await scrollUp(page)
  const place = await restingPlace(page)
  await room.say('look', { image: bot.url('/late.svg') })
  await room.say('and this')
  await expect(cards(page, 'and this')).toBeAttached()
  release()
  await expect
    .poll(() =>
      cards(page, 'look')
        .locator('img')
        .evaluate((image: HTMLImageElement) => image.naturalHeight),
    )
    .toBe(300)
  expect(await restingPlace(page)).toBe(place)
})

test('5.10 scrolled up, a button tells how many came, and leads to the newest', async ({ page, room }) => {
  await room.sayAll(lines(60))
  await openRoom(page, room)
  await expect(cards(page)).toHaveCount(60)
  await scrollUp(page)
  await room.sayAll(['first', 'second', 'third'])
  const button = page.locator('.to-newest')
  await expect(button).toContainText('3')
  await button.click()
  await expect(cards(page, 'third')).toBeInViewport()
  await expectAtEnd(page)
  await expect(button).toBeHidden()
})

test('5.10 what one sends oneself is always shown', async ({ page, room }) => {
  await room.sayAll(lines(60))
  await openRoom(page, room)
  await expect(cards(page)).toHaveCount(60)
  await scrollUp(page)
  await send(page, 'from me')
  await expect(cards(page, 'from me')).toBeInViewport()
  await expectAtEnd(page)
})

test('1.3 a message is author, time, HTML, image, player, state, in this order', async ({ page, room, bot }) => {
  bot.serve('/p.svg', picture(40, 30))
  await room.botSays(bot, {
    text: 'some <em>HTML</em>',
    author: 'Grace',
    image: bot.url('/p.svg'),
    media: bot.url('/s.wav'),
    state: { n: 1 },
  })
  await openRoom(page, room)
  const card = cards(page, 'some HTML')
  await expect(card.locator('.author')).toHaveText('Grace')
  await expect(card.locator('.author')).toHaveCSS('font-weight', /^[6-9]\d\d$/)
  await expect(card.locator('.content em')).toHaveText('HTML')
  const order = await card.evaluate((element) => {
    const selectors = ['.author', '.when', '.content', 'img', 'audio', '.state-toggle']
    const found = selectors.map((selector) => element.querySelector(selector))
    const follows = (a: Element | null, b: Element | null) =>
      Boolean(a && b && a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING)
    return found.slice(1).map((part, index) => follows(found[index]!, part))
  })
  expect(order).toEqual([true, true, true, true, true])
})

test('1.3 a user’s HTML formats, links and shows images, and does nothing else', async ({ page, room, bot }) => {
  bot.serve('/p.svg', picture(20, 20))
  await room.say(
    '<b>bold</b> <a href="https://example.org/">link</a> <ul><li>item</li></ul> <code>code</code>' +
      `<img src="${bot.url('/p.svg')}" onerror="window.harm = 1" onload="window.harm = 2">` +
      '<script>window.harm = 3</script><form action="/x"><button>press</button></form>' +
      '<iframe src="about:blank"></iframe><a href="javascript:window.harm=4">bad</a>' +
      '<style>* { display: none }</style><svg onload="window.harm = 5"></svg>',
  )
  await openRoom(page, room)
  const content = cards(page).locator('.content')
  await expect(content.locator('b')).toHaveText('bold')
  await expect(content.locator('a').first()).toHaveAttribute('href', 'https://example.org/')
  await expect(content.locator('li')).toHaveText('item')
  await expect(content.locator('img')).toHaveJSProperty('complete', true)
  for (const harmful of ['script', 'form', 'button', 'iframe', 'style', 'svg', '[onerror]', '[href^="javascript"]']) {
    await expect(content.locator(harmful)).toHaveCount(0)
  }
  expect(await page.evaluate(() => (window as { harm?: number }).harm)).toBeUndefined()
})

test('1.3 own messages stand at the right; a new name moves them at once', async ({ page, room }) => {
  await room.say('mine', { author: 'Ada' })
  await room.say('hers', { author: 'Grace' })
  await openRoom(page, room, { settings: { name: 'Ada' } })
  await expect(cards(page, 'mine')).toHaveClass(/message-right/)
  await expect(cards(page, 'hers')).toHaveClass(/message-left/)
  const middle = (text: string) =>
    cards(page, text)
      .locator('.card-content')
      .evaluate((card) => card.getBoundingClientRect().left)
  expect(await middle('mine')).toBeGreaterThan(await middle('hers'))
  await openSettings(page)
  await settings(page)
    .getByLabel(/^(Your )?name$/i)
    .first()
    .fill('Grace')
  await expect(cards(page, 'mine')).toHaveClass(/message-left/)
  await expect(cards(page, 'hers')).toHaveClass(/message-right/)
})

test('1.3 the system’s quiet messages are grey', async ({ page, room, bot }) => {
  await room.botSays(bot, { text: 'Where?', state: 1 })
  await room.clearState()
  await room.say('from a user')
  await openRoom(page, room)
  const system = page.locator('.message-card.kind-system')
  await expect(system).toHaveCount(1)
  const colours = (card: typeof system) =>
    card.evaluate((element) =>
      [element, element.querySelector('.card-content')!, element.querySelector('.content')!].map((part) => {
        const { backgroundColor, color } = getComputedStyle(part)
        return [backgroundColor, color]
      }),
    )
  expect(await colours(system)).not.toEqual(await colours(cards(page, 'from a user')))
})

test('1.3 5.21 times are words that go on with the clock, and exact on hover', async ({ page, room }) => {
  await page.clock.install()
  await room.say('now')
  await openRoom(page, room)
  const when = cards(page, 'now').locator('time.when')
  await expect(when).toHaveText('just now')
  await page.clock.runFor(5 * 60_000 + 61_000)
  await expect(when).toHaveText(/^[56] minutes ago$/)
  const sent = ((await room.messages())[0]!.when as number) * 1000
  const datetime = await when.getAttribute('datetime')
  expect(Math.abs(Date.parse(datetime!) - sent)).toBeLessThan(1000)
  expect(await when.getAttribute('title')).toContain(String(new Date(sent).getFullYear()))
})

test('1.3 a time that is no number is shown as it is', async ({ page, room }) => {
  await page.routeWebSocket(/\/ws\//, (socket) => {
    const old = { id: 1, room: room.name, author: 'Old', kind: 'user', text: 'from long ago', when: '3:04 pm' }
    const rest = { image: null, media: null, css: null, js: null, base_url: null, from_bot: null, state: null }
    socket.send(JSON.stringify({ kind: 'message', data: { ...old, ...rest } }))
  })
  await page.route(/\/api\/messages/, (route) =>
    route.fulfill({
      json: [
        {
          id: 1,
          room: room.name,
          author: 'Old',
          kind: 'user',
          text: 'from long ago',
          when: '3:04 pm',
          image: null,
          media: null,
          css: null,
          js: null,
          base_url: null,
          from_bot: null,
          state: null,
        },
      ],
    }),
  )
  await openRoom(page, room)
  await expect(cards(page, 'from long ago').locator('.when')).toHaveText('3:04 pm')
})

test('1.3 an image is an img, media a player with controls', async ({ page, room, exampleBots }) => {
  const host = exampleBots.url
  await room.install({ name: 'Image', responds_to: 'cat picture', url: `${host}/image` })
  await room.install({ name: 'Media', responds_to: 'ring', url: `${host}/media` })
  await openRoom(page, room)
  await send(page, 'cat picture')
  const image = cards(page, 'A cat!').locator('.message-image img')
  await expect(image).toHaveJSProperty('complete', true)
  expect(await image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(0)
  await send(page, 'ring')
  const player = cards(page, 'Ring!').locator('audio')
  await expect(player).toHaveAttribute('controls')
  await expect(player).toHaveAttribute('src', /bell\.wav/)
})

test('2.12 5.25 history does not start playing', async ({ page, room, exampleBots }) => {
  await room.install({ name: 'Media', responds_to: 'ring', url: `${exampleBots.url}/media` })
  await room.say('ring')
  await openRoom(page, room)
  const player = cards(page, 'Ring!').locator('audio')
  await expect(player).toBeVisible()
  expect(await player.evaluate((audio: HTMLAudioElement) => [audio.autoplay, audio.paused])).toEqual([false, true])
})

test('2.12 5.20 images have alt texts, are never enlarged, nor higher than 60 % of the window', async ({
  page,
  room,
  bot,
}) => {
  bot.serve('/small.svg', picture(24, 18))
  bot.serve('/large.svg', picture(3000, 4000))
  await room.say('small', { image: bot.url('/small.svg') })
  await room.say('large', { image: bot.url('/large.svg') })
  await openRoom(page, room)
  const small = cards(page, 'small').locator('img')
  const large = cards(page, 'large').locator('img')
  await expect(small).toHaveAttribute('alt', /.+/)
  await expect
    .poll(() => small.evaluate(({ clientWidth, clientHeight }) => [clientWidth, clientHeight]))
    .toEqual([24, 18])
  await expect.poll(() => large.evaluate((image: HTMLImageElement) => image.naturalHeight)).toBe(4000)
  expect(await large.evaluate(({ clientHeight }) => clientHeight)).toBeLessThanOrEqual(480)
  await expect(cards(page, 'large').locator('a.message-image')).toHaveAttribute('href', bot.url('/large.svg'))
})

test('5.20 same author within 5 minutes is grouped, and days are divided by a line', async ({ page, room }) => {
  await room.sayAll(['one', 'two'], { author: 'Ada' })
  await room.say('three', { author: 'Grace' })
  await openRoom(page, room)
  await expect(cards(page, 'one')).not.toHaveClass(/is-continued/)
  await expect(cards(page, 'two')).toHaveClass(/is-continued/)
  await expect(cards(page, 'three')).not.toHaveClass(/is-continued/)
  await expect(page.locator('.day-line')).toHaveCount(1)
})

test('5.20 ten one-line messages or more at 1280x800, and lines of 80 characters at most', async ({ page, room }) => {
  for (let index = 0; index < 40; index += 1) await room.say(`line ${index}`, { author: index % 2 ? 'Ada' : 'Grace' })
  await openRoom(page, room)
  await expect(cards(page)).toHaveCount(40)
  await expectAtEnd(page)
  const whole = await page.locator('.messages').evaluate((box) => {
    const { top, bottom } = box.getBoundingClientRect()
    const areas = [...box.querySelectorAll('.message-card')].map((card) => card.getBoundingClientRect())
    return areas.filter((area) => area.top >= top && area.bottom <= bottom).length
  })
  expect(whole).toBeGreaterThanOrEqual(10)
  await room.say('m'.repeat(20) + ' word'.repeat(100))
  const content = cards(page, 'word word').locator('.content')
  const widest = await content.evaluate((element) => {
    const ruler = document.createElement('span')
    ruler.textContent = 'The quick brown fox jumps over the lazy dog, and the dog sleeps on and on and on'
    ruler.style.whiteSpace = 'nowrap'
    element.append(ruler)
    const width = ruler.getBoundingClientRect().width
    ruler.remove()
    return element.clientWidth / width
  })
  expect(widest).toBeLessThanOrEqual(1.3)
})

test('1.3 the field has the room’s name as placeholder, and the focus', async ({ page, room }) => {
  await openRoom(page, room)
  await expect(input(page)).toHaveAttribute('placeholder', `Message ${room.name}`)
  await expect(input(page)).toBeFocused()
})
