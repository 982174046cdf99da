// The stream of a room: what it brings, and how the page comes back when it breaks.
import type { WebSocketRoute } from '@playwright/test'

import type { Message } from '../src/api/types'
import {
  cards,
  expect,
  expectAtEnd,
  list,
  openRoom,
  remember,
  Room,
  send,
  setVisible,
  settings,
  status,
  test,
  thrown,
} from './support/fixtures'
import { Proxy } from './support/proxy'
import { startServer } from './support/servers'

const banner = '.banner-connection'

function message(id: number, text: string, room: string): Message {
  const none = { image: null, media: null, css: null, js: null, base_url: null, from_bot: null, state: null }
  return { id, room, author: 'Emmy', kind: 'user', text, when: Date.now() / 1000, ...none }
}

test('1.4 the page asks for what came since the last message it has, -1 when there is none', async ({
  page,
  network,
  room,
}) => {
  const here = new Room(network.url, room.name)
  await openRoom(page, here)
  expect(new URL(network.handshakes[0]!, network.url).searchParams.get('since')).toBe('-1')
  expect(network.handshakes[0]).toContain(`/ws/${room.name}?`)
  const { id } = await room.say('hello')
  await expect(cards(page, 'hello')).toBeVisible()
  network.cut()
  network.mend()
  await expect.poll(() => network.handshakes.length, { timeout: 15_000 }).toBe(2)
  expect(new URL(network.handshakes[1]!, network.url).searchParams.get('since')).toBe(String(id))
})

test('1.4 message, put_bot, delete_bot and clear_messages are followed', async ({ page, room }) => {
  await openRoom(page, room, { settings: { open: true } })
  await room.say('hello')
  await expect(cards(page, 'hello')).toBeVisible()
  const bot = await room.install({ name: 'Heron-Newt-Yak' })
  await expect(settings(page)).toContainText('Heron-Newt-Yak')
  await room.install({ id: bot.id, name: 'Renamed-Bot' })
  await expect(settings(page)).toContainText('Renamed-Bot')
  await expect(settings(page)).not.toContainText('Heron-Newt-Yak')
  await room.deleteBot(bot.id)
  await expect(settings(page)).not.toContainText('Renamed-Bot')
  await room.clear()
  await expect(cards(page)).toHaveCount(0)
})

test('1.4 5.8 after a break the page catches up without doubles', async ({ page, network, room }) => {
  await room.sayAll(['one', 'two'])
  await openRoom(page, new Room(network.url, room.name))
  network.cut()
  await expect(status(page)).toHaveClass(/is-disconnected/)
  await room.sayAll(['three', 'four'])
  network.mend()
  await expect(cards(page, 'four')).toBeVisible({ timeout: 15_000 })
  await expect(list(page).locator('.content')).toHaveText(['one', 'two', 'three', 'four'])
})

test('1.4 5.8 a clear that happened meanwhile is applied', async ({ page, network, room }) => {
  await room.sayAll(['old', 'older'])
  await openRoom(page, new Room(network.url, room.name))
  await expect(cards(page)).toHaveCount(2)
  network.cut()
  await expect(status(page)).toHaveClass(/is-disconnected/)
  await room.clear()
  await room.say('fresh')
  network.mend()
  await expect(cards(page, 'fresh')).toBeVisible({ timeout: 15_000 })
  await expect(list(page).locator('.content')).toHaveText(['fresh'])
})

test('2.8 5.8 bots deleted while the socket was down are gone', async ({ page, network, room }) => {
  await room.install({ name: 'StaysBot' })
  const leaves = await room.install({ name: 'LeavesBot' })
  await openRoom(page, new Room(network.url, room.name), { settings: { open: true } })
  await expect(settings(page)).toContainText('LeavesBot')
  network.cut()
  await expect(status(page)).toHaveClass(/is-disconnected/)
  await room.deleteBot(leaves.id)
  network.mend()
  await expect(status(page)).toHaveClass(/is-connected/, { timeout: 15_000 })
  await expect(settings(page)).not.toContainText('LeavesBot')
  await expect(settings(page)).toContainText('StaysBot')
})

test('5.8 what others said while the socket was down is there, though an own message got through meanwhile', async ({
  page,
  network,
  room,
}) => {
  await room.say('before')
  await openRoom(page, new Room(network.url, room.name))
  network.cut('websocket')
  await expect(status(page)).toHaveClass(/is-disconnected/)
  await room.say('missed')
  await send(page, 'mine')
  await expect.poll(async () => (await room.messages()).length).toBe(3)
  await expect(page.locator('.message-card', { hasText: 'mine' })).toBeVisible()
  network.mend()
  await expect(cards(page, 'missed')).toBeVisible({ timeout: 15_000 })
  await expect(list(page).locator('.content')).toHaveText(['before', 'missed', 'mine'])
})

test('5.8 messages stand in the order of their ids whatever order they come in; what has no id changes nothing', async ({
  page,
  room,
}) => {
  const errors = thrown(page)
  let stream: WebSocketRoute | undefined
  await page.routeWebSocket(/\/ws\//, (socket) => {
    stream = socket
  })
  // The server has them, so the page stays when it asks.
  const sent = [30, 10, 20, 10, 40].map((id) => message(id, `number ${id}`, room.name))
  await page.route(/\/api\/messages\?.*before=/, (route) => {
    const before = Number(new URL(route.request().url()).searchParams.get('before'))
    const older = sent.filter(({ id }) => id < before).sort((a, b) => a.id - b.id)
    return route.fulfill({ json: older.slice(-1) })
  })
  await openRoom(page, room)
  const frame = (kind: string, data: unknown) => stream!.send(JSON.stringify({ kind, data }))
  for (const one of sent.slice(0, 4)) frame('message', one)
  const withoutId = { ...message(0, 'no id', room.name), id: undefined }
  frame('message', withoutId)
  frame('put_bot', { name: 'x', room: room.name })
  frame('surprise', {})
  frame('message', null)
  stream!.send('no JSON')
  frame('message', sent[4])
  await expect(cards(page, 'number 40')).toBeVisible()
  await expect(list(page).locator('.content')).toHaveText([10, 20, 30, 40].map((id) => `number ${id}`))
  expect(errors).toEqual([])
})

test('2.5 a form whose bot was deleted does not double the history at the next reconnect', async ({
  page,
  network,
  room,
  bot,
}) => {
  await room.botSays(bot, '<form><button>press</button></form>')
  const [installed] = await room.bots()
  await openRoom(page, new Room(network.url, room.name))
  await room.deleteBot(installed!.id)
  await cards(page).getByRole('button', { name: 'press' }).click()
  await expect(page.locator('.message-card.kind-system')).toHaveCount(1)
  network.cut()
  await expect(status(page)).toHaveClass(/is-disconnected/)
  network.mend()
  await room.say('after')
  await expect(cards(page, 'after')).toBeVisible({ timeout: 15_000 })
  await expect(cards(page)).toHaveCount(3)
})

/** Every websocket fails at once; when each was tried is noted. */
async function failAllSockets(page: import('@playwright/test').Page): Promise<() => Promise<number[]>> {
  await page.addInitScript(() => {
    const tries: number[] = []
    Object.assign(window, { tries })
    class Failing extends EventTarget {
      onopen = null
      onmessage = null
      onerror = null
      onclose: ((event: Event) => void) | null = null
      readyState = 0
      constructor(readonly url: string) {
        super()
        tries.push(Date.now())
        queueMicrotask(() => {
          this.readyState = 3
          const event = new CloseEvent('close', { code: 1006 })
          this.onclose?.(event)
          this.dispatchEvent(event)
        })
      }
      close(): void {
        this.readyState = 3
      }
      send(): void {
        throw new Error('closed')
      }
    }
    Object.assign(window, { WebSocket: Failing })
  })
  return () => page.evaluate(() => (window as unknown as { tries: number[] }).tries)
}

test('1.4 2.14 5.7 tries are 500 ms x 2^n x (1 + random) apart, and 15 s at most', async ({ page, room }) => {
  const tries = await failAllSockets(page)
  await page.clock.install()
  await page.goto(room.address)
  await expect.poll(async () => (await tries()).length).toBeGreaterThan(0)
  for (let second = 0; second < 120; second += 1) await page.clock.runFor(1000)
  const times = await tries()
  const gaps = times.slice(1).map((time, index) => time - times[index]!)
  expect(gaps.length).toBeGreaterThan(8)
  for (const [index, gap] of gaps.entries()) {
    const shortest = Math.min(15_000, 500 * 2 ** (index + 1))
    expect(gap).toBeGreaterThanOrEqual(Math.min(shortest, 7_500) - 50)
    expect(gap).toBeLessThanOrEqual(Math.min(15_000, shortest * 2) + 1_100)
  }
})

test('2.14 5.7 after 3 s a banner says so in words, counts down, and can try now', async ({ page, room }) => {
  const tries = await failAllSockets(page)
  await page.clock.install()
  await page.goto(room.address)
  await expect.poll(async () => (await tries()).length).toBeGreaterThan(0)
  const times = await tries()
  const start = times[0]!
  await expect(page.locator(banner)).toBeHidden()
  await page.clock.runFor(Math.max(1, start + 3_600 - (await page.evaluate(() => Date.now()))))
  await expect(page.locator(banner)).toBeVisible()
  await expect(page.locator(`[role=status]`).filter({ hasText: /No connection/ })).toHaveCount(1)
  for (let second = 0; second < 40; second += 1) await page.clock.runFor(1000)
  await expect(page.locator(banner)).toContainText(/\d+ ?s/)
  const before = (await tries()).length
  await page.locator(banner).getByRole('button', { name: 'Reconnect now' }).click()
  await expect.poll(async () => (await tries()).length).toBe(before + 1)
})

test('5.7 a short break brings no banner', async ({ page, network, room }) => {
  await openRoom(page, new Room(network.url, room.name))
  await page.evaluate((selector) => {
    const seen = { banner: false }
    Object.assign(window, { seen })
    new MutationObserver(() => {
      const element = document.querySelector<HTMLElement>(selector)
      if (element && element.offsetHeight > 0) seen.banner = true
    }).observe(document.body, { subtree: true, childList: true, attributes: true })
  }, banner)
  network.cut()
  network.mend()
  await expect(status(page)).toHaveClass(/is-disconnected/)
  await expect(status(page)).toHaveClass(/is-connected/, { timeout: 15_000 })
  await expect(page.locator(banner)).toBeHidden()
  expect(await page.evaluate(() => (window as unknown as { seen: { banner: boolean } }).seen.banner)).toBe(false)
})

for (const [what, wake] of [
  ['online', 'network is back'],
  ['visible', 'tab is shown'],
] as const) {
  test(`2.14 5.7 the page reconnects at once when the ${wake}`, async ({ page, room }) => {
    const tries = await failAllSockets(page)
    await page.clock.install()
    await page.goto(room.address)
    await expect.poll(async () => (await tries()).length).toBeGreaterThan(0)
    for (let second = 0; second < 30; second += 1) await page.clock.runFor(1000)
    // The clock stands still now: no wait can end by itself.
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000))
    if (what === 'visible') await setVisible(page, false)
    const before = (await tries()).length
    if (what === 'visible') await setVisible(page, true)
    else await page.evaluate(() => window.dispatchEvent(new Event('online')))
    await expect.poll(async () => (await tries()).length).toBe(before + 1)
  })
}

test('5.7 a socket that has been dead for 60 s without a close is noticed when the tab is shown again', async ({
  page,
  network,
  room,
}) => {
  await page.clock.install()
  await openRoom(page, new Room(network.url, room.name))
  await room.say('heard')
  await expect(cards(page, 'heard')).toBeVisible()
  await setVisible(page, false)
  network.silence()
  await room.say('unheard')
  await page.clock.fastForward(90_000)
  const before = network.handshakes.length
  network.speakOnNewLinesOnly()
  await setVisible(page, true)
  await expect(cards(page, 'unheard')).toBeVisible()
  expect(network.handshakes.length).toBe(before + 1)
})

test('1.4 a double click on the status sign kicks the socket off for 8 to 16 s', async ({ page, room }) => {
  await page.clock.install()
  await remember(page, { settings: {} })
  const opened: number[] = []
  page.on('websocket', () => opened.push(opened.length))
  await openRoom(page, room)
  expect(opened).toHaveLength(1)
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000))
  await status(page).dblclick()
  await expect(status(page)).toHaveClass(/is-disconnected/)
  for (let second = 1; second <= 7; second += 1) await page.clock.runFor(1000)
  expect(opened).toHaveLength(1)
  for (let second = 8; second <= 16; second += 1) await page.clock.runFor(1000)
  await page.clock.runFor(200)
  await expect.poll(() => opened.length).toBe(2)
  await page.clock.resume()
  await expect(status(page)).toHaveClass(/is-connected/)
})

test('5.48 behind an open page the server gets another database: the page starts over', async ({ page }) => {
  const before = await startServer()
  const network = await Proxy.start(before.url)
  const room = new Room(network.url)
  await room.sayAll(Array.from({ length: 30 }, (_, at) => `of the old database ${at}`))
  await openRoom(page, room)
  await expect(cards(page)).toHaveCount(30)
  const after = await startServer()
  network.leadTo(after.url)
  network.cut()
  network.mend()
  await expect(cards(page, 'of the old database')).toHaveCount(0)
  await room.say('of the new one')
  await expect(cards(page)).toHaveText(/of the new one/)
  await expectAtEnd(page)
  for (const running of [network, before, after]) await running.stop()
})
