// What people may type: tables of markup that wants to do harm, and of messages that are more than a page can bear.
import { readFileSync } from 'node:fs'

import type { Page } from '@playwright/test'

import type { Message } from '../src/api/types'
import { cards, expect, input, openRoom, send, test, thrown } from './support/fixtures'
import { heavy } from './tables/heavy'

// A trace copies the page's whole DOM at every step: that is what would be measured.
test.use({ trace: 'off' })

interface Tables {
  asTyped: { group: string; texts: string[] }[]
  asHtml: [typed: string, shown: string][]
}
const tables = JSON.parse(readFileSync(new URL('tables/hostile.json', import.meta.url), 'utf8')) as Tables

const harmful =
  'script, style, link, meta, base, form, input, button, select, textarea, iframe, frame, object, embed, svg, math, video, ' +
  'audio, template, dialog, slot, map, [id], [style], [class], [name], [autofocus], [target]:not(a)'

/** What each message shows, and what of it could do harm. */
function shown(page: Page) {
  return page.locator('#messages-list').evaluate((list, selector) => {
    return [...list.querySelectorAll('.message-card .content')].map((content) => {
      const elements = [...content.querySelectorAll('*')]
      const handlers = elements.flatMap(({ attributes }) => [...attributes]).filter(({ name }) => name.startsWith('on'))
      const addresses = [...content.querySelectorAll<HTMLAnchorElement>('a')].map(({ protocol }) => protocol)
      return {
        text: content.textContent,
        harmful: [...content.querySelectorAll(selector)].map(({ outerHTML }) => outerHTML),
        handlers: handlers.map(({ name }) => name),
        addresses: addresses.filter((protocol) => !['http:', 'https:'].includes(protocol)),
      }
    })
  }, harmful)
}

async function expectShown(page: Page, texts: string[]): Promise<void> {
  await expect(cards(page)).toHaveCount(texts.length)
  const found = await shown(page)
  expect(found).toEqual(texts.map((text) => ({ text, harmful: [], handlers: [], addresses: [] })))
}

async function expectUnharmed(page: Page, errors: string[], address: string): Promise<void> {
  for (const link of await cards(page).locator('.content a').all()) await link.dispatchEvent('mouseover')
  await send(page, 'the room lives')
  await expect(cards(page, 'the room lives')).toBeVisible()
  expect(await page.evaluate(() => 'harm' in window)).toBe(false)
  expect(page.url()).toBe(address)
  expect(errors).toEqual([])
}

test('5.26 the table of hostile markup has 150 rows at least', () => {
  const count = tables.asTyped.reduce((sum, { texts }) => sum + texts.length, tables.asHtml.length)
  expect(count).toBeGreaterThanOrEqual(150)
})

for (const { group, texts } of tables.asTyped) {
  test(`1.3 5.26 a person’s message shows what was typed, and nothing runs: ${group}`, async ({ page, room }) => {
    const errors = thrown(page)
    await room.sayAll(texts)
    await openRoom(page, room)
    await expectShown(page, texts)
    await expectUnharmed(page, errors, room.address)
  })
}

test('1.3 5.26 a person’s harmless HTML works, without what could do harm', async ({ page, room }) => {
  const errors = thrown(page)
  await room.sayAll(tables.asHtml.map(([typed]) => typed))
  await openRoom(page, room)
  await expectShown(
    page,
    tables.asHtml.map(([, text]) => text),
  )
  await expectUnharmed(page, errors, room.address)
})

test('1.3 5.26 the same while it is being sent', async ({ page, network, server, room }) => {
  const errors = thrown(page)
  await page.goto(server.url)
  const texts = tables.asTyped.flatMap((group) => group.texts).slice(0, 300)
  const waiting = texts.map((text, index) => ({ key: `k${index}`, author: 'Ada', text, when: 1, failure: 'kept' }))
  await page.evaluate(
    ([name, kept]) => sessionStorage.setItem(`necsus-outbox-${name}`, kept!),
    [room.name, JSON.stringify(waiting)],
  )
  await openRoom(page, room)
  await expect(page.locator('#pending-list .message-card')).toHaveCount(texts.length)
  expect(await page.locator('#pending-list .content').allTextContents()).toEqual(texts)
  expect(await page.evaluate(() => 'harm' in window)).toBe(false)
  expect(errors).toEqual([])
  expect(network.handshakes).toEqual([])
})

/** The longest time in which the page did nothing else, from now on. */
const watchTasks = (page: Page) =>
  page.evaluate(() => {
    const watch = { longest: 0 }
    Object.assign(window, { watch })
    let last = performance.now()
    const channel = new MessageChannel()
    channel.port1.onmessage = () => {
      const now = performance.now()
      watch.longest = Math.max(watch.longest, now - last)
      last = now
      setTimeout(() => channel.port2.postMessage(0))
    }
    channel.port2.postMessage(0)
  })
const longestTask = (page: Page) =>
  page.evaluate(async () => {
    const { watch } = window as unknown as { watch: { longest: number } }
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame)
    const { longest } = watch
    watch.longest = 0
    return longest
  })

const fields = { image: null, media: null, css: null, js: null, base_url: null, state: null }
const asMessages = (room: string) =>
  heavy.map(({ kind, text }, index): Message => {
    const from_bot = kind === 'bot' ? 1 : null
    return { ...fields, id: index + 1, room, author: kind, kind, text, from_bot, when: Date.now() / 1000 }
  })

test('5.27 the table of heavy messages has 40 rows at least', () => {
  expect(heavy.length).toBeGreaterThanOrEqual(40)
})

test('5.27 whatever comes, the page answers within a second', async ({ page, room }) => {
  test.setTimeout(240_000)
  let deliver: ((message: Message) => void) | undefined
  await page.routeWebSocket(/\/ws\//, (socket) => {
    deliver = (message) => socket.send(JSON.stringify({ kind: 'message', data: message }))
  })
  await openRoom(page, room)
  await watchTasks(page)
  let last = 0
  const took = async (message: Message) => {
    await longestTask(page)
    last += 1
    deliver!({ ...message, id: last })
    await expect(page.locator(`[necsus-message-id="${last}"]`)).toBeAttached()
    return longestTask(page)
  }
  const slow: string[] = []
  for (const [index, message] of asMessages(room.name).entries()) {
    // A machine that others use is slow now and then, a message always.
    let longest = Infinity
    for (let tries = 0; tries < 3 && longest > 1000; tries += 1) longest = Math.min(longest, await took(message))
    const { name, kind } = heavy[index]!
    if (longest > 1000) slow.push(`${kind}, ${name}: ${Math.round(longest)} ms`)
  }
  expect(slow).toEqual([])
  await input(page).fill('still here')
  await expect(input(page)).toHaveValue('still here')
})

test('5.27 a room whose history holds all of it comes up', async ({ page, room }) => {
  test.setTimeout(120_000)
  const all = asMessages(room.name)
  await page.route(/\/api\/messages\?/, (route) => {
    const before = Number(new URL(route.request().url()).searchParams.get('before') ?? Infinity)
    return route.fulfill({ json: all.filter(({ id }) => id < before).slice(-60) })
  })
  await page.goto(room.address)
  await expect(cards(page)).toHaveCount(all.length, { timeout: 60_000 })
  await expect(page.locator('.status.is-connected')).toBeVisible({ timeout: 60_000 })
  await input(page).pressSequentially('still here')
  await expect(input(page)).toHaveValue('still here')
})

test('5.27 what was folded is shown to those who ask, piece by piece', async ({ page, room }) => {
  await room.say('x'.repeat(100_000))
  await openRoom(page, room)
  const card = cards(page).first()
  const length = () => card.locator('.folded-text').evaluate((text) => text.textContent!.length)
  expect(await length()).toBe(2000)
  await card.getByRole('button', { name: /^Show more/ }).click()
  expect(await length()).toBe(67_536)
  await card.getByRole('button', { name: /^Show more/ }).click()
  expect(await length()).toBe(100_000)
  await expect(card.getByRole('button', { name: /^Show more/ })).toHaveCount(0)
})

test('5.27 a bot’s very large message is made, and comes to life, when somebody asks for it', async ({
  page,
  room,
  bot,
}) => {
  await room.botSays(bot, '<i>x</i>'.repeat(20_001) + '<script>var cameToLife = true</script>')
  await openRoom(page, room)
  await expect(cards(page).locator('.fold')).toContainText('tens of thousands of elements')
  expect(await page.evaluate(() => 'cameToLife' in window)).toBe(false)
  await cards(page).getByRole('button', { name: 'Show it' }).click()
  await expect(cards(page).locator('.content i')).toHaveCount(20_001)
  await expect.poll(() => page.evaluate(() => 'cameToLife' in window)).toBe(true)
})
