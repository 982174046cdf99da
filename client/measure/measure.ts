// Prints how fast and how light the client is, beside the goals:  npm run measure
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { chromium, type Browser, type Page } from '@playwright/test'

import config from '../playwright.config'
import { Room, uniqueName } from '../tests/support/room'
import { startServer } from '../tests/support/servers'
import { median, print, quantile, type Figure } from './figures'

const figures: Figure[] = []
const add = (what: string, value: number, unit: string, goal: number, isLeast = false) =>
  figures.push({ what, value, unit, goal, isLeast })

const frames = (page: Page) =>
  page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))))

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.addInitScript(() => {
    const noted = { painted: 0, tasks: [] as { start: number; length: number }[] }
    Object.assign(window, { noted })
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) noted.tasks.push({ start: startTime, length: duration })
    }).observe({ type: 'longtask', buffered: true })
    const look = () => {
      const cards = document.querySelectorAll('#messages-list .message-card')
      const box = document.querySelector('.messages')?.getBoundingClientRect()
      const newest = cards[cards.length - 1]?.getBoundingClientRect()
      // Seen in one frame it is painted at that frame's end: the next one tells when that was.
      if (box && newest && newest.top < box.bottom) requestAnimationFrame((time) => (noted.painted = time))
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  return page
}

interface Noted {
  painted: number
  tasks: { start: number; length: number }[]
}

const noted = (page: Page) => page.evaluate(() => (window as unknown as { noted: Noted }).noted)

async function open(page: Page, room: Room, count: number): Promise<void> {
  await page.goto(room.address)
  const isThere = (wanted: number) => document.querySelectorAll('#messages-list .message-card').length >= wanted
  await page.waitForFunction(isThere, count, { timeout: 60_000 })
  await page.waitForSelector('.status.is-connected')
  await frames(page)
}

async function opening(browser: Browser, room: Room, count: number, goal: number): Promise<Page> {
  const painted: number[] = []
  const longest: number[] = []
  let last: Page | undefined
  for (let run = 0; run < 5; run += 1) {
    await last?.context().close()
    last = await newPage(browser)
    await open(last, room, count)
    const { painted: at, tasks } = await noted(last)
    painted.push(at)
    longest.push(Math.max(0, ...tasks.filter(({ start }) => start >= at).map(({ length }) => length)))
  }
  add(`${count} messages: newest painted`, median(painted), 'ms', goal)
  add(`${count} messages: longest task after that`, median(longest), 'ms', 200)
  return last!
}

async function live(page: Page, room: Room): Promise<void> {
  const toDom: number[] = []
  for (let index = 0; index < 60; index += 1) {
    const text = `live ${index} ${Math.random()}`
    const took = page.evaluate(
      ({ room: name, text: body }) =>
        new Promise<number>((done) => {
          const start = performance.now()
          new MutationObserver((_, observer) => {
            const all = document.querySelectorAll('#messages-list .message-card')
            if (all[all.length - 1]?.textContent?.includes(body)) {
              observer.disconnect()
              done(performance.now() - start)
            }
          }).observe(document.querySelector('#messages-list')!, { childList: true, subtree: true })
          void fetch('/api/actions/message', {
            method: 'POST',
            body: JSON.stringify({ room: name, author: 'Emmy', text: body }),
          })
        }),
      { room: room.name, text },
    )
    toDom.push(await took)
    await frames(page)
  }
  add('10000 messages: POST to DOM, median', median(toDom), 'ms', 50)
  const handled = await page.evaluate(() => (window as unknown as { handled: number[] }).handled)
  add('10000 messages: frame to DOM, p95', quantile(handled.slice(-60), 0.95), 'ms', 16)
}

/** Notes how long the handler of each websocket frame takes: at its end the message is in the DOM. */
const timeFrames = (page: Page) =>
  page.addInitScript(() => {
    const handled: number[] = []
    Object.assign(window, { handled })
    const setter = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onmessage')!
    Object.defineProperty(WebSocket.prototype, 'onmessage', {
      configurable: true,
      get: setter.get!,
      set(this: WebSocket, handler: (event: MessageEvent) => void) {
        setter.set!.call(this, (event: MessageEvent) => {
          const start = performance.now()
          handler(event)
          handled.push(performance.now() - start)
        })
      },
    })
  })

async function typing(page: Page, selector: string, what: string): Promise<void> {
  await page.locator(selector).first().focus()
  await page.evaluate(() => {
    const keys: number[] = []
    Object.assign(window, { keys })
    addEventListener(
      'keydown',
      ({ timeStamp }) =>
        requestAnimationFrame(() => {
          // The message comes after the frame was painted.
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => keys.push(performance.now() - timeStamp)
          port2.postMessage(null)
        }),
      true,
    )
  })
  for (let press = 0; press < 60; press += 1) {
    await page.keyboard.press('abcdefghij'[press % 10]!)
    await frames(page)
  }
  const keys = await page.evaluate(() => (window as unknown as { keys: number[] }).keys)
  add(`10000 messages: key to frame in ${what}, p95`, quantile(keys, 0.95), 'ms', 32)
}

async function listening(page: Page): Promise<void> {
  const result = await page.evaluate(
    () =>
      new Promise<{ took: number; calls: number; isOrdered: boolean }>((done) => {
        const start = performance.now()
        const total = document.querySelectorAll('#messages-list .message-card').length
        const ids: number[] = []
        window.Necsus.addEventListener('message', (_, { id }) => {
          ids.push(id)
          const isOrdered = ids.every((one, index) => index === 0 || ids[index - 1]! < one)
          if (ids.length === total) done({ took: performance.now() - start, calls: ids.length, isOrdered })
        })
      }),
  )
  add('10000 messages: listener called for each', result.took, 'ms', 2000)
  add('10000 messages: calls in order of id', result.isOrdered ? result.calls : 0, 'calls', 10_000, true)
}

interface Traffic {
  bytes: number
  requests: number
  otherHosts: number
}

async function traffic(page: Page, load: () => Promise<unknown>): Promise<Traffic> {
  const client = await page.context().newCDPSession(page)
  await client.send('Network.enable')
  const sum: Traffic = { bytes: 0, requests: 0, otherHosts: 0 }
  client.on('Network.loadingFinished', ({ encodedDataLength }) => (sum.bytes += encodedDataLength))
  client.on('Network.requestWillBeSent', ({ request }) => {
    if (!request.url.startsWith('http')) return
    sum.requests += 1
    if (!['localhost', '127.0.0.1'].includes(new URL(request.url).hostname)) sum.otherHosts += 1
  })
  await load()
  await page.waitForLoadState('networkidle')
  await client.detach()
  return sum
}

async function weight(browser: Browser, url: string, what: string, goal: number): Promise<void> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const first = await traffic(page, () => page.goto(url))
  const again = await traffic(page, () => page.reload())
  add(`${what}: bytes on the wire`, first.bytes / 1000, 'kB', goal)
  add(`${what}: requests`, first.requests, '', 6)
  add(`${what}: bytes of a reload`, again.bytes / 1000, 'kB', 5)
  add(`${what}: requests to other hosts`, first.otherHosts, '', 0)
  await context.close()
}

async function density(browser: Browser, room: Room): Promise<void> {
  const page = await newPage(browser)
  await open(page, room, 1000)
  const whole = await page.locator('.messages').evaluate((box) => {
    const { top, bottom } = box.getBoundingClientRect()
    const areas = [...box.querySelectorAll('.message-card')].map((card) => card.getBoundingClientRect())
    return areas.filter((area) => area.top >= top && area.bottom <= bottom).length
  })
  add('one-line messages in view at 1280x800', whole, '', 10, true)
  await page.context().close()
}

const folder = mkdtempSync(join(tmpdir(), 'necsus-measure-'))
const database = join(folder, 'necsus.db')
await (await startServer(database)).stop()
const [small, large] = [uniqueName(), uniqueName()]
execFileSync('/usr/bin/python3', [
  fileURLToPath(new URL('fill.py', import.meta.url)),
  database,
  small,
  '1000',
  large,
  '10000',
])
const server = await startServer(database)
const browser = await chromium.launch(config.use!.launchOptions!)
try {
  await weight(browser, server.url, 'lobby', 50)
  await weight(browser, new Room(server.url).address, 'room', 100)
  await density(browser, new Room(server.url, small))
  await (await opening(browser, new Room(server.url, small), 1000, 1000)).context().close()
  const room = new Room(server.url, large)
  await (await opening(browser, room, 10_000, 3000)).context().close()
  const page = await newPage(browser)
  await timeFrames(page)
  await open(page, room, 10_000)
  await listening(page)
  await live(page, room)
  await typing(page, '#message-input', 'the composer')
  await page.locator('.settings-toggle').click()
  await page.waitForSelector('.settings-name')
  await typing(page, '.settings-name', 'the name field')
} finally {
  await browser.close()
  await server.stop()
  rmSync(folder, { recursive: true })
}
print(figures)
