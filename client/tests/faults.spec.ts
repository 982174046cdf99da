// One bad bot hurts nobody: sections 2.10 to 2.13 and 5.5.
import { cards, expect, input, openRoom, Room, send, test, thrown } from './support/fixtures'

test('2.10 5.5 a script that throws is named in its message, runs once, and holds up nothing', async ({
  page,
  room,
  bot,
}) => {
  await room.botSays(bot, 'bad<script>var runs = (window.runs ?? 0) + 1; throw new Error("my mistake")</script>')
  await room.botSays(bot, 'worse<script>this is no JavaScript</script>')
  await room.botSays(bot, 'good<script>var good = true</script>')
  await openRoom(page, room)
  await expect(cards(page, 'bad').locator('.script-error')).toContainText('my mistake')
  await expect(cards(page, 'worse').locator('.script-error')).toContainText('SyntaxError')
  await expect.poll(() => page.evaluate(() => (window as unknown as { good: boolean }).good)).toBe(true)
  await room.say('another')
  await expect(cards(page, 'another')).toBeVisible()
  expect(await page.evaluate(() => (window as unknown as { runs: number }).runs)).toBe(1)
  await page.evaluate(() => {
    const texts: string[] = []
    Object.assign(window, { texts })
    window.Necsus.addEventListener('message', (_, message) => texts.push(message.text.slice(0, 4)))
  })
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { texts: string[] }).texts))
    .toEqual(['bad<', 'wors', 'good', 'anot'])
})

test('2.10 5.5 a listener that throws gets each message once and starves no other; the error is shown', async ({
  page,
  room,
}) => {
  await room.sayAll(['one', 'two'])
  await openRoom(page, room)
  await page.evaluate(() => {
    const calls = { bad: [] as string[], good: [] as string[] }
    Object.assign(window, { calls })
    window.Necsus.addEventListener('message', (_, message) => {
      calls.bad.push(message.text)
      throw new Error('listener’s mistake')
    })
    window.Necsus.addEventListener('message', (_, message) => calls.good.push(message.text))
  })
  await room.say('three')
  const all = ['one', 'two', 'three']
  const calls = () => page.evaluate(() => (window as unknown as { calls: object }).calls)
  await expect.poll(calls).toEqual({ bad: all, good: all })
  await expect(cards(page, 'three').locator('.script-error')).toContainText('listener’s mistake')
})

test('2.10 a form is sent once for one click, also after a script failed', async ({ page, room, bot }) => {
  await room.botSays(bot, 'pressable<form><button>press</button></form><script>throw 1</script>')
  bot.answer = () => ({ text: 'pressed' })
  await openRoom(page, room)
  await room.sayAll(['first', 'second', 'third'])
  await expect(cards(page, 'third')).toBeVisible()
  let requests = 0
  page.on('request', (request) => (requests += request.url().endsWith('/message-form') ? 1 : 0))
  await cards(page).getByRole('button', { name: 'press' }).click()
  await expect(cards(page, /^.*pressed$/)).toHaveCount(1)
  expect(requests).toBe(1)
})

test('2.11 5.5 the same relative stylesheet of two bots is two stylesheets', async ({ page, room, bot, otherBot }) => {
  bot.serve('/static/style.css', '.message-card[data-necsus-author="One"] { outline: 3px solid red }')
  otherBot.serve('/static/style.css', '.message-card[data-necsus-author="Two"] { outline: 5px solid red }')
  bot.serve('/static/script.js', 'window.one = true')
  otherBot.serve('/static/script.js', 'window.two = true')
  const both = { css: '/static/style.css', js: '/static/script.js' }
  await room.botSays(bot, { text: 'first', author: 'One', ...both })
  await room.botSays(otherBot, { text: 'second', author: 'Two', ...both })
  await openRoom(page, room)
  await expect(cards(page, 'first')).toHaveCSS('outline-width', '3px')
  await expect(cards(page, 'second')).toHaveCSS('outline-width', '5px')
  await expect.poll(() => page.evaluate(() => 'one' in window && 'two' in window)).toBe(true)
})

test('2.13 a form in a user’s message is no form', async ({ page, room }) => {
  await room.say('mine<form action="/x"><button>press</button></form>')
  await openRoom(page, room)
  await expect(cards(page, 'mine').locator('form, button')).toHaveCount(0)
})

test('2.13 boxes of one name, selects and files are sent as texts', async ({ page, room, bot }) => {
  await room.botSays(
    bot,
    '<form><input type="checkbox" name="box" value="1" checked><input type="checkbox" name="box" value="2" checked>' +
      '<select multiple name="many"><option selected>x</option><option selected>y</option></select>' +
      '<input type="file" name="file"><button>go</button></form>',
  )
  bot.answer = () => ({ text: 'thanks' })
  await openRoom(page, room)
  await cards(page)
    .locator('[type=file]')
    .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('x') })
  await cards(page).getByRole('button', { name: 'go' }).click()
  await expect(cards(page, 'thanks')).toBeVisible()
  expect(bot.asked[0]!.form_data).toEqual({ box: '2', many: 'y', file: 'a.txt' })
})

test('2.3 5.5 a failed form request is reported beside the form, and locks nothing', async ({
  page,
  network,
  room,
  bot,
}) => {
  await room.botSays(bot, 'order<form><button>press</button></form>')
  bot.answer = () => ({ text: 'served' })
  await openRoom(page, new Room(network.url, room.name))
  await page.route('**/api/actions/message-form', (route) => route.abort('connectionrefused'))
  const button = cards(page, 'order').getByRole('button', { name: 'press' })
  await button.click()
  await expect(cards(page, 'order')).toContainText(/not sent/i)
  await send(page, 'still talking')
  await expect(cards(page, 'still talking')).toBeVisible()
  await expect(input(page)).toBeEditable()
  await page.unroute('**/api/actions/message-form')
  await expect(button).toBeEnabled()
  await button.click()
  await expect(cards(page, 'served')).toBeVisible()
  await expect(cards(page, 'order')).not.toContainText(/not sent/i)
})

test('2.13 a form whose own script prevents it is not sent', async ({ page, room, bot }) => {
  await room.botSays(bot, '<form onsubmit="window.mine = true; return false"><button>press</button></form>')
  await openRoom(page, room)
  let requests = 0
  page.on('request', (request) => (requests += request.url().endsWith('/message-form') ? 1 : 0))
  await cards(page).getByRole('button', { name: 'press' }).click()
  await expect.poll(() => page.evaluate(() => (window as unknown as { mine: boolean }).mine)).toBe(true)
  await send(page, 'after')
  await expect(cards(page, 'after')).toBeVisible()
  expect(requests).toBe(0)
})

test('5.5 5.31 plain mode shows bots’ text without scripts and styles; forms stay', async ({ page, room, bot }) => {
  const errors = thrown(page)
  bot.serve('/s.css', '.message-card { outline: 9px solid red }')
  await room.botSays(bot, {
    text: '<b>bold</b><script>var ran = true</script><form><button>x</button></form>',
    css: '/s.css',
  })
  await openRoom(page, room, { preferences: { plain: true } })
  await expect(cards(page).locator('b')).toHaveText('bold')
  await expect(cards(page).locator('script')).toHaveCount(0)
  await expect(cards(page).getByRole('button', { name: 'x' })).toBeEnabled()
  await room.say('after')
  await expect(cards(page, 'after')).toBeVisible()
  expect(await page.evaluate(() => 'ran' in window)).toBe(false)
  await expect(page.locator('head link[href$="/s.css"]')).toHaveCount(0)
  await expect(page.locator('.banner-plain')).toBeVisible()
  expect(errors).toEqual([])
})

test('2.1 nothing is written to the console', async ({ page, room, bot }) => {
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  bot.serve('/s.css', '')
  await room.botSays(bot, { text: 'styled', css: '/s.css' })
  await openRoom(page, room)
  await send(page, 'hello')
  await expect(cards(page, 'hello')).toBeVisible()
  expect(said).toEqual([])
})

test('2.2 5.1 the first messages painted are the newest', async ({ page, room }) => {
  for (let index = 0; index < 150; index += 1) await room.say(`line ${index}`)
  await page.addInitScript(() => {
    const seen: string[] = []
    Object.assign(window, { seen })
    const look = () => {
      const box = document.querySelector('.messages')?.getBoundingClientRect()
      const visible = [...document.querySelectorAll('.message-card')].filter((card) => {
        const { top, bottom } = card.getBoundingClientRect()
        return box && bottom > box.top && top < box.bottom
      })
      const last = visible.at(-1)?.querySelector('.content')?.textContent
      if (last && seen.at(-1) !== last) seen.push(last)
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  await openRoom(page, room)
  await expect(cards(page)).toHaveCount(150)
  await expect(cards(page, 'line 149')).toBeInViewport()
  expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual(['line 149'])
})
