// What bots' scripts, styles and forms can rely on: section 1.7, to the letter.
import type { Page } from '@playwright/test'

import type { Message } from '../src/api/types'
import { cards, expect, HttpBot, input, openRoom, pending, picture, Room, send, test, thrown } from './support/fixtures'

interface Heard {
  id: number
  text: string
  isInPage: boolean
  elementId: string | null
}

/** Adds a listener as a bot's script does; it notes what it is called with in `window.heard`. */
const listen = (page: Page) =>
  page.evaluate(() => {
    const heard: Heard[] = []
    Object.assign(window, { heard })
    window.Necsus.addEventListener('message', (element: HTMLElement, message: Message) => {
      const isInPage = element.isConnected
      heard.push({ id: message.id, text: message.text, isInPage, elementId: element.getAttribute('necsus-message-id') })
    })
  })
const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: Heard[] }).heard)
const value = (page: Page, name: string) =>
  page.evaluate((key) => (window as unknown as Record<string, unknown>)[key], name)

test('1.7 a message element has its class, id and author; inside are author, when, content', async ({
  page,
  room,
  bot,
}) => {
  const said = await room.say('by a user', { author: 'Ada "the first" <3' })
  await room.botSays(bot, { text: 'by a bot', author: 'Emmy' })
  await openRoom(page, room, { settings: { name: said.author } })
  const mine = cards(page, 'by a user')
  expect(await mine.evaluate((element) => element.tagName)).toBe('DIV')
  await expect(mine).toHaveAttribute('necsus-message-id', String(said.id))
  await expect(mine).toHaveAttribute('data-necsus-author', said.author)
  await expect(mine).toHaveClass(/\bkind-user\b.*\bmessage-right\b|\bmessage-right\b.*\bkind-user\b/)
  await expect(mine.locator('.author')).toHaveText(said.author)
  await expect(mine.locator('.when')).toHaveCount(1)
  await expect(mine.locator('.card-content .content')).toHaveText('by a user')
  await expect(cards(page, 'by a bot')).toHaveClass(/\bkind-bot\b/)
  await expect(cards(page, 'by a bot')).toHaveClass(/\bmessage-left\b/)
})

test('1.7 the ids', async ({ page, room }) => {
  await openRoom(page, room, { settings: { open: true } })
  for (const id of ['necsus', 'messages-list', 'message-input', 'settings', 'room-name']) {
    await expect(page.locator(`#${id}`)).toHaveCount(1)
  }
})

test('1.7 a bot’s stylesheet reaches its own messages by the documented selector', async ({ page, room, bot }) => {
  bot.serve('/style.css', '.message-card[data-necsus-author="Emmy"] { outline: 7px solid rgb(1, 2, 3) }')
  await room.botSays(bot, { text: 'styled', author: 'Emmy', css: 'style.css' })
  await room.botSays(bot, { text: 'plain', author: 'Other' })
  await openRoom(page, room)
  await expect(cards(page, 'styled')).toHaveCSS('outline-width', '7px')
  await expect(cards(page, 'plain')).not.toHaveCSS('outline-width', '7px')
})

test('1.7 a message listener is called for all there were, in id order, then for each new one in the page, once', async ({
  page,
  room,
}) => {
  await room.sayAll(['one', 'two', 'three'])
  await openRoom(page, room)
  await expect(cards(page)).toHaveCount(3)
  await listen(page)
  await expect.poll(() => heard(page)).toHaveLength(3)
  await room.say('four')
  await expect.poll(() => heard(page)).toHaveLength(4)
  await send(page, 'five')
  await expect.poll(() => heard(page)).toHaveLength(5)
  const all = await heard(page)
  expect(all.map(({ text }) => text)).toEqual(['one', 'two', 'three', 'four', 'five'])
  expect(all.every(({ isInPage }) => isInPage)).toBe(true)
  expect(all.map(({ elementId }) => elementId)).toEqual(all.map(({ id }) => String(id)))
  expect((await room.messages()).map(({ id }) => id)).toEqual(all.map(({ id }) => id))
})

test('1.7 after a clear a listener is called for the new messages only', async ({ page, room }) => {
  await room.sayAll(['one', 'two'])
  await openRoom(page, room)
  await expect(cards(page)).toHaveCount(2)
  await room.clear()
  await expect(cards(page)).toHaveCount(0)
  await listen(page)
  await room.say('three')
  await expect.poll(() => heard(page)).toHaveLength(1)
  expect((await heard(page))[0]!.text).toBe('three')
})

test('1.7 a listener for another kind of event is refused', async ({ page, room }) => {
  await openRoom(page, room)
  const said = await page.evaluate(() => {
    try {
      window.Necsus.addEventListener('click', () => undefined)
      return 'nothing'
    } catch (error) {
      return (error as Error).message
    }
  })
  expect(said).toMatch(/^Unrecognised event kind 'click'/)
})

test('1.7 focusMessageInput focuses the field, and sets its text if there is one', async ({ page, room }) => {
  await openRoom(page, room)
  await input(page).fill('kept')
  await input(page).blur()
  await page.evaluate(() => window.Necsus.focusMessageInput())
  await expect(input(page)).toBeFocused()
  await expect(input(page)).toHaveValue('kept')
  await page.evaluate(() => window.Necsus.focusMessageInput('for bots to use'))
  await expect(input(page)).toHaveValue('for bots to use')
  await input(page).press('Enter')
  await expect(cards(page, 'for bots to use')).toBeVisible()
})

test('1.7 Necsus is a global name and a property of window, with the members scripts know', async ({ page, room }) => {
  await room.say('hello')
  await room.install({ name: 'ABot' })
  await openRoom(page, room, { settings: { name: 'Ada' } })
  await expect(cards(page, 'hello')).toBeVisible()
  await expect.poll(() => page.evaluate(() => window.Necsus.bots.map(({ name }) => name))).toEqual(['ABot'])
  const seen = await page.evaluate(() => {
    const necsus = (0, eval)('Necsus') as typeof window.Necsus
    const [first] = necsus.messages
    return {
      same: necsus === window.Necsus,
      room: necsus.room,
      name: necsus.settings.name,
      texts: necsus.messages.map(({ text }) => text),
      byId: necsus.messagesById[first!.id]!.text,
      lectureMode: necsus.lectureMode,
      websocketConnected: necsus.websocketConnected,
      functions: [necsus.submitMessage, necsus.speak, necsus.listen].map((member) => typeof member),
    }
  })
  expect(seen).toEqual({
    same: true,
    room: room.name,
    name: 'Ada',
    texts: ['hello'],
    byId: 'hello',
    lectureMode: false,
    websocketConnected: true,
    functions: ['function', 'function', 'function'],
  })
})

test('1.7 a script can write newMessage and submit it', async ({ page, room }) => {
  await openRoom(page, room)
  await page.evaluate(() => (window.Necsus.newMessage = 'by a script'))
  await expect(input(page)).toHaveValue('by a script')
  expect(await page.evaluate(() => window.Necsus.newMessage)).toBe('by a script')
  await page.evaluate(() => window.Necsus.submitMessage())
  await expect(cards(page, 'by a script')).toBeVisible()
  await expect(input(page)).toHaveValue('')
})

test('1.7 what a script submits goes the way of what is typed: at once, pending first, and back by Up', async ({
  page,
  server,
  network,
}) => {
  const room = new Room(network.url)
  await openRoom(page, room)
  network.cut('http')
  await page.evaluate(() => {
    window.Necsus.newMessage = 'in one go'
    window.Necsus.submitMessage()
  })
  await expect(pending(page)).toContainText('in one go')
  await expect(input(page)).toHaveValue('')
  await expect(input(page)).toBeFocused()
  network.mend()
  await expect(cards(page, 'in one go')).toBeVisible()
  expect((await new Room(server.url, room.name).messages()).map(({ text }) => text)).toEqual(['in one go'])
  await input(page).press('ArrowUp')
  await expect(input(page)).toHaveValue('in one go')
})

test('1.7 css and js are loaded once per URL, resolved against the bot, and never removed', async ({
  page,
  room,
  bot,
}) => {
  bot.serve('/deep/style.css', 'body { --from-bot: 1 }')
  bot.serve('/deep/script.js', 'window.times = (window.times ?? 0) + 1')
  bot.serve('/deep/module.mjs', 'window.isModule = import.meta.url.length > 0')
  const url = bot.url('/deep/bot')
  await room.botSays(bot, { text: 'one', css: 'style.css', js: 'script.js' }, url)
  await room.botSays(bot, { text: 'two', css: './style.css', js: '/deep/script.js' }, url)
  await room.botSays(bot, { text: 'three', js: 'module.mjs' }, url)
  await openRoom(page, room)
  await expect.poll(() => value(page, 'isModule')).toBe(true)
  await expect.poll(() => value(page, 'times')).toBe(1)
  await room.botSays(bot, { text: 'four', js: 'script.js' }, url)
  await expect(cards(page, 'four')).toBeVisible()
  expect(await value(page, 'times')).toBe(1)
  const link = page.locator(`head link[rel=stylesheet][href="${bot.url('/deep/style.css')}"]`)
  await expect(link).toHaveCount(1)
  await expect(page.locator(`head script[src="${bot.url('/deep/script.js')}"]`)).toHaveCount(1)
  await expect(page.locator(`head script[src="${bot.url('/deep/module.mjs')}"]`)).toHaveAttribute('type', 'module')
  await room.clear()
  await expect(cards(page)).toHaveCount(0)
  await expect(link).toHaveCount(1)
})

test('1.7 2.12 addresses in the body are resolved against the bot, and none is asked of the chat server', async ({
  page,
  room,
  bot,
  server,
}) => {
  bot.serve('/b/img.svg', picture(5, 5))
  const wrong: string[] = []
  page.on('request', (request) => {
    const { host, pathname } = new URL(request.url())
    if (host === new URL(server.url).host && /img|embed|audio|video|frame|poster|object/.test(pathname))
      wrong.push(pathname)
  })
  await room.botSays(
    bot,
    '<img src="img.svg" srcset="img.svg 1x, /b/img.svg?2 2x"><embed src="embed.html"><audio src="audio.wav"></audio>' +
      '<video src="video.webm" poster="poster.svg"><source src="video2.webm"></video>' +
      '<object data="object.svg"></object><iframe src="frame.html"></iframe><a href="page">a</a>' +
      '<link rel="stylesheet" href="link.css"><script src="script.js"></script>',
    bot.url('/b/bot'),
  )
  await openRoom(page, room)
  const content = cards(page).locator('.content')
  const at = (name: string) => bot.url(`/b/${name}`)
  await expect(content.locator('img')).toHaveAttribute('src', at('img.svg'))
  await expect(content.locator('img')).toHaveAttribute('srcset', `${at('img.svg')} 1x, ${at('img.svg?2')} 2x`)
  for (const [selector, attribute, name] of [
    ['embed', 'src', 'embed.html'],
    ['audio', 'src', 'audio.wav'],
    ['video', 'src', 'video.webm'],
    ['video', 'poster', 'poster.svg'],
    ['source', 'src', 'video2.webm'],
    ['object', 'data', 'object.svg'],
    ['iframe', 'src', 'frame.html'],
    ['a', 'href', 'page'],
    ['link', 'href', 'link.css'],
    ['script', 'src', 'script.js'],
  ] as const) {
    await expect(content.locator(selector)).toHaveAttribute(attribute, at(name))
  }
  await expect.poll(() => bot.fetched).toContain('/b/img.svg')
  await expect.poll(() => bot.fetched).toContain('/b/script.js')
  expect(wrong).toEqual([])
})

test('1.7 2.12 image and media are resolved against the bot too', async ({ page, room, bot }) => {
  bot.serve('/b/p.svg', picture(5, 5))
  await room.botSays(bot, { text: 'both', image: 'p.svg', media: './m.wav' }, bot.url('/b/bot'))
  await openRoom(page, room)
  await expect(cards(page, 'both').locator('.message-image img')).toHaveAttribute('src', bot.url('/b/p.svg'))
  await expect(cards(page, 'both').locator('audio')).toHaveAttribute('src', bot.url('/b/m.wav'))
})

test('1.7 without base_url addresses are left alone', async ({ page, room, bot }) => {
  await room.say(`<img alt="" src="${bot.url('/whole.svg')}"><a href="../some/where">here</a>`)
  await openRoom(page, room)
  await expect(cards(page).locator('a')).toHaveAttribute('href', '../some/where')
})

test('1.7 inline scripts run globally, once, in message order, history included, and before listeners', async ({
  page,
  room,
  bot,
}) => {
  await room.botSays(bot, '<script>var order = ["first"]; function later() { order.push("called") }</script>')
  await room.botSays(bot, '<script>later(); order.push("second")</script>')
  await openRoom(page, room)
  await expect.poll(() => value(page, 'order')).toEqual(['first', 'called', 'second'])
  await page.evaluate(() => {
    const { order } = window as unknown as { order: string[] }
    window.Necsus.addEventListener('message', (_, { text }) => {
      if (text.includes('third')) order.push('heard third')
    })
  })
  await room.botSays(bot, '<script>order.push("third")</script>')
  await expect.poll(() => value(page, 'order')).toEqual(['first', 'called', 'second', 'third', 'heard third'])
})

test('1.7 an inline script finds its own element in the page', async ({ page, room, bot }) => {
  await room.botSays(
    bot,
    '<canvas id="mine"></canvas><script>var found = document.querySelector("#mine") !== null</script>',
  )
  await openRoom(page, room)
  await expect.poll(() => value(page, 'found')).toBe(true)
})

test('1.7 inline handlers call globals', async ({ page, room, bot }) => {
  await room.botSays(
    bot,
    '<script>var clicks = 0; function hit() { clicks += 1 }</script><b onclick="hit()">hit me</b>',
  )
  await openRoom(page, room)
  await page.getByText('hit me').click()
  await expect.poll(() => value(page, 'clicks')).toBe(1)
})

test('1.7 no Content-Security-Policy forbids what bots do', async ({ request, room }) => {
  const answer = await request.get(room.address)
  expect(answer.headers()['content-security-policy']).toBeUndefined()
  expect(await answer.text()).not.toMatch(/content-security-policy/i)
})

test('1.7 a message stays the same element, with what scripts did to it', async ({ page, room, bot }) => {
  await room.botSays(bot, '<input class="mine"><p class="box">untouched</p>')
  await openRoom(page, room)
  const card = cards(page).first()
  await card.locator('.mine').fill('typed')
  await card.locator('.box').evaluate((box) => {
    box.textContent = 'changed'
    Object.assign(box.closest('.message-card')!, { mark: 'same' })
  })
  await room.sayAll(['other', 'another'])
  await send(page, 'own')
  await expect(cards(page)).toHaveCount(4)
  await expect(card.locator('.mine')).toHaveValue('typed')
  await expect(card.locator('.box')).toHaveText('changed')
  expect(await card.evaluate((element) => (element as unknown as { mark: string }).mark)).toBe('same')
})

test('1.7 the order for one message: forms, css, js, addresses, inline scripts, listeners', async ({
  page,
  room,
  bot,
}) => {
  bot.serve('/s.css', '')
  bot.serve('/s.js', '')
  await openRoom(page, room)
  await page.evaluate(() => {
    const seen: unknown[] = []
    Object.assign(window, { seen })
    window.Necsus.addEventListener('message', () => seen.push('listener'))
  })
  await room.botSays(bot, {
    text:
      '<form></form><img src="x.svg"><script>' +
      'var message = [...document.querySelectorAll(".message-card")].pop();' +
      'seen.push(message.querySelector("form").dataset.from_bot !== undefined,' +
      ' document.querySelector(\'link[href$="/s.css"]\') !== null,' +
      ' document.querySelector(\'script[src$="/s.js"]\') !== null,' +
      ' message.querySelector("img").src.endsWith("/x.svg") && !message.querySelector("img").src.includes(location.host))' +
      '</script>',
    css: '/s.css',
    js: '/s.js',
  })
  await expect.poll(() => value(page, 'seen')).toEqual([true, true, true, true, 'listener'])
})

test('1.7 the example ButtonBot works in full', async ({ page, room, exampleBots }) => {
  await room.install({ name: 'B', responds_to: 'button', url: `${exampleBots.url}/button` })
  await openRoom(page, room)
  await send(page, 'a button, please')
  const button = page.locator('.count-button')
  await button.click()
  await expect(button).toHaveText('Pressed 1 times')
  await expect(input(page)).toHaveValue('I pressed the button of ButtonBot 1 times!')
  await expect(page.locator('.message-card[data-necsus-author="ButtonBot"]')).toHaveCSS('border-left-style', 'solid')
})

test.describe('1.7 forms', () => {
  /** Presses what `press` presses in the form, and answers with the request that the page made. */
  async function submitted(page: Page, room: Room, bot: HttpBot, form: string, press: (page: Page) => Promise<void>) {
    const message = await room.botSays(bot, form)
    bot.answer = () => ({ text: 'got the form' })
    await openRoom(page, room, { settings: { name: 'Ada' } })
    const request = page.waitForRequest('**/api/actions/message-form')
    await press(page)
    await expect(cards(page, 'got the form')).toBeVisible()
    return { sent: (await request).postDataJSON() as Record<string, unknown>, message }
  }

  const fields =
    '<input name="a" value="1"><input name="a" value="2"><input name="note" value="no nuts">' +
    '<button name="go" value="left">Left</button><button name="go" value="right">Right</button></form>'

  test('1.7 fields and the pressed button are sent; of one name the last counts; action null if absent', async ({
    page,
    room,
    bot,
  }) => {
    const { sent, message } = await submitted(page, room, bot, `<form>${fields}`, (on) =>
      on.getByRole('button', { name: 'Left' }).click(),
    )
    expect(sent).toEqual({
      room: room.name,
      author: 'Ada',
      bot_id: message.from_bot,
      action_url: null,
      form_data: { a: '2', note: 'no nuts', go: 'left' },
    })
    await expect(page.locator('form[data-from_bot]')).toHaveAttribute('data-from_bot', String(message.from_bot))
    await expect(page).toHaveURL(room.address)
  })

  test('1.7 the action is sent as it was written', async ({ page, room, bot }) => {
    const { sent } = await submitted(page, room, bot, `<form action="form/other?x=1">${fields}`, (on) =>
      on.getByRole('button', { name: 'Right' }).click(),
    )
    expect(sent).toMatchObject({ action_url: 'form/other?x=1', form_data: { go: 'right' } })
    expect(bot.asked.at(-1)!.path).toBe('/form/other?x=1')
  })

  test('2.13 5.5 a form sent by Enter, without any button, is sent', async ({ page, room, bot }) => {
    const errors = thrown(page)
    const { sent } = await submitted(page, room, bot, '<form><input name="only" value="x"></form>', (on) =>
      on.locator('input[name=only]').press('Enter'),
    )
    expect(sent).toMatchObject({ form_data: { only: 'x' } })
    expect(errors).toEqual([])
  })

  test('1.7 the example FormBot’s forms work, at its own route and another', async ({ page, room, exampleBots }) => {
    await room.install({ name: 'FormBot', responds_to: 'form', url: `${exampleBots.url}/form` })
    await openRoom(page, room)
    await send(page, 'a form please')
    const card = cards(page, 'Which dessert')
    await card.locator('select').selectOption('chocolate')
    await card.getByRole('button', { name: 'Ice cream' }).click()
    await expect(cards(page, 'One ice-cream with sauce: chocolate.')).toBeVisible()
    await card.locator('input[name=note]').fill('no nuts')
    await card.getByRole('button', { name: 'Send' }).click()
    await expect(cards(page, 'I got your note: no nuts')).toBeVisible()
  })
})
