// Who one is: avatar and name at the composer, changed in place. And how the composer itself looks and holds together.
import type { Page } from '@playwright/test'

import { cards, expect, input, openRoom, Room, send, status, test, uniqueName } from './support/fixtures'
import { expectAccessible } from './support/axe'

const me = (page: Page) => page.locator('.identity')
const nameField = (page: Page) => page.getByLabel('Your name')

test('5.38 the first visit asks for a name, which is given in place', async ({ page, room }) => {
  await page.goto(room.address)
  await expect(me(page)).toHaveText(/^AAnonymous · set your name$/)
  await me(page).click()
  await expect(nameField(page)).toBeFocused()
  await expect(nameField(page)).toHaveValue('')
  await page.keyboard.type('Zoë')
  await page.keyboard.press('Enter')
  await expect(me(page)).toHaveText('ZZoë')
  await expect(input(page)).toBeFocused()
  await send(page, 'hello')
  await expect(cards(page, 'hello').locator('.author')).toHaveText('Zoë')
  await page.reload()
  await expect(me(page)).toHaveText('ZZoë')
})

test('5.38 Escape keeps the name; one that is emptied is Anonymous; clicking elsewhere keeps what was typed', async ({
  page,
  room,
}) => {
  await openRoom(page, room, { settings: { name: 'Ada' } })
  await me(page).click()
  await nameField(page).fill('Grace')
  await page.keyboard.press('Escape')
  await expect(me(page)).toHaveText('AAda')
  await me(page).click()
  await nameField(page).fill('  ')
  await page.keyboard.press('Enter')
  await expect(me(page)).toContainText('Anonymous')
  await me(page).click()
  await nameField(page).fill('Grace')
  await page.locator('.messages').click()
  await expect(me(page)).toHaveText('GGrace')
})

test('5.38 5.35 with the name still open, a click on Send sends', async ({ page, room }) => {
  await openRoom(page, room, { settings: { name: 'Ada' } })
  await input(page).fill('hello')
  await me(page).click()
  await nameField(page).fill('Grace')
  await page.locator('.send').click()
  await expect(cards(page, 'hello').locator('.author')).toHaveText('Grace')
})

for (const name of ['Ada', 'Anonymous', 'A name that is longer than anything that fits beside a message']) {
  for (const width of [390, 1280]) {
    test(`5.38 5.39 composer and name hold together: ${name}, ${width} px`, async ({ page, room }) => {
      await page.setViewportSize({ width, height: 800 })
      await openRoom(page, room, { settings: { name } })
      await expect(me(page)).toBeInViewport({ ratio: 1 })
      await expectAccessible(page)
      await me(page).click()
      await expect(nameField(page)).toBeInViewport({ ratio: 1 })
      await expect(page.locator('.identity-done')).toBeInViewport({ ratio: 1 })
      await expect(page.locator('.send')).toBeInViewport({ ratio: 1 })
      expect((await input(page).boundingBox())!.width).toBeGreaterThan(200)
      await expectAccessible(page)
    })
  }
}

test('5.39 a room’s long name does not make the empty composer grow, on a phone either', async ({ page, server }) => {
  const room = new Room(server.url, `${'A room with a really long name '.repeat(5)}${uniqueName()}`)
  await page.setViewportSize({ width: 390, height: 800 })
  await openRoom(page, room)
  const height = async () => (await input(page).boundingBox())!.height
  expect(await height()).toBe(44)
  await input(page).fill('x')
  expect(await height()).toBe(44)
  await input(page).fill('x\ny')
  expect(await height()).toBeGreaterThan(60)
})

test('5.39 Send is filled when there is text', async ({ page, room }) => {
  await openRoom(page, room)
  const send = page.locator('.send')
  await expect(send).toHaveCSS('background-color', 'rgba(0, 0, 0, 0)')
  await input(page).fill('x')
  await expect(send).toHaveCSS('background-color', 'rgb(10, 102, 123)')
  await input(page).fill('')
  await expect(send).toHaveCSS('background-color', 'rgba(0, 0, 0, 0)')
})

for (const width of [390, 1280]) {
  test(`5.39 a listening or refused microphone moves nothing in the composer, ${width} px`, async ({ page, room }) => {
    await page.setViewportSize({ width, height: 800 })
    await page.addInitScript(() => {
      class Recognition {
        onerror: ((event: { error: string }) => void) | null = null
        onend: (() => void) | null = null
        isStarted = false
        start() {
          this.isStarted = true
        }
        stop() {
          this.onerror?.({ error: 'not-allowed' })
          this.onend?.()
        }
      }
      Object.assign(window, { webkitSpeechRecognition: Recognition })
    })
    await openRoom(page, room)
    const places = () =>
      Promise.all(
        ['#message-input', '.microphone', '.send'].map(async (part) => {
          const { x, width, height } = (await page.locator(part).boundingBox())!
          return { x, width, height }
        }),
      )
    const row = async () => {
      const boxes = await Promise.all(['.microphone', '.send'].map((part) => page.locator(part).boundingBox()))
      return boxes.map((box) => box!.y)
    }
    const before = await places()
    await page.locator('.microphone').click()
    await expect(page.locator('.composer-note')).toHaveText('Listening …')
    expect(await places()).toEqual(before)
    expect(new Set(await row()).size).toBe(1)
    await page.locator('.microphone').click()
    await expect(page.locator('.composer-note')).toContainText('may not use the microphone')
    expect(await places()).toEqual(before)
    expect(new Set(await row()).size).toBe(1)
  })
}

test('5.40 what failed for want of a connection is sent by itself when it is back', async ({ page, network, room }) => {
  await openRoom(page, new Room(network.url, room.name))
  network.cut()
  await expect(status(page)).toHaveClass(/is-disconnected/)
  await send(page, 'one')
  await send(page, 'two')
  await expect(page.locator('.send-wait')).toHaveText(/as soon as there is one/, { timeout: 15_000 })
  await expect(page.getByRole('button', { name: 'Retry' })).toHaveCount(0)
  network.mend()
  await page.getByRole('button', { name: 'Reconnect now' }).click()
  await expect(cards(page, 'two')).toBeVisible()
  expect((await room.messages()).map(({ text }) => text)).toEqual(['one', 'two'])
})
