// What the tests do with a room's page.
import { expect, type Locator, type Page } from '@playwright/test'

import type { Room } from './room'

export interface Opening {
  settings?: Partial<{ open: boolean; name: string; speech: boolean }>
  preferences?: Partial<{ theme: string; plain: boolean }>
}

/** As the room's page finds the browser of somebody who was here before; a reload keeps what the page stored since. */
export async function remember(page: Page, { settings, preferences }: Opening): Promise<void> {
  const stored: Record<string, string> = {}
  if (settings) stored.settings = JSON.stringify({ open: false, name: 'Ada', speech: false, ...settings })
  if (preferences) stored['necsus-preferences'] = JSON.stringify({ theme: 'system', plain: false, ...preferences })
  await page.addInitScript((entries) => {
    for (const [key, text] of Object.entries(entries)) {
      if (localStorage.getItem(key) === null) localStorage.setItem(key, text)
    }
  }, stored)
}

export async function openRoom(page: Page, room: Room, opening: Opening = {}): Promise<void> {
  await remember(page, { settings: {}, ...opening })
  await page.goto(room.address)
  await expect(status(page)).toHaveClass(/is-connected/, { timeout: 20_000 }) // the machine may be busy
}

export const status = (page: Page): Locator => page.locator('.room-header .status')
export const input = (page: Page): Locator => page.locator('#message-input')
export const settings = (page: Page): Locator => page.locator('#settings')
export const list = (page: Page): Locator => page.locator('#messages-list')
/** All messages that are in the room, or those with such a text. */
export const cards = (page: Page, text?: string | RegExp): Locator =>
  page.locator('#messages-list .message-card', text === undefined ? {} : { hasText: text })
export const pending = (page: Page): Locator => page.locator('#pending-list .message-card')
export const dialog = (page: Page): Locator => page.getByRole('dialog')

export async function send(page: Page, text: string): Promise<void> {
  await input(page).fill(text)
  await input(page).press('Enter')
}

export const openSettings = (page: Page) => page.locator('.settings-toggle').click()

/** How far the list is from its end, in pixels. */
export function distanceFromEnd(page: Page): Promise<number> {
  return page
    .locator('.messages')
    .evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop)
}

export async function expectAtEnd(page: Page): Promise<void> {
  await expect.poll(() => distanceFromEnd(page)).toBeLessThanOrEqual(2)
}

/** Scrolls with the wheel, as a reader does, until the view has left the end; answers where it came to rest. */
export async function scrollUp(page: Page, pixels = 600): Promise<number> {
  await page.locator('.messages').hover()
  await page.mouse.wheel(0, -pixels)
  await expect.poll(() => distanceFromEnd(page)).toBeGreaterThan(pixels / 2)
  return restingPlace(page)
}

/** Where the view is once two frames have left it alone. */
export function restingPlace(page: Page): Promise<number> {
  return page.locator('.messages').evaluate(async (element) => {
    const frame = () => new Promise(requestAnimationFrame)
    let before: number
    do {
      before = element.scrollTop
      await frame()
      await frame()
    } while (element.scrollTop !== before)
    return before
  })
}

/** Two frames are enough for what happened to be drawn. */
export function drawn(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  )
}

/** Makes the page believe that its tab was hidden, or is shown again. */
export function setVisible(page: Page, visible: boolean): Promise<void> {
  return page.evaluate((isVisible) => {
    const state = isVisible ? 'visible' : 'hidden'
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => !isVisible })
    document.hasFocus = () => isVisible
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
    window.dispatchEvent(new Event(isVisible ? 'focus' : 'blur'))
  }, visible)
}

/** Collects what scripts of the page threw. */
export function thrown(page: Page): string[] {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  return errors
}
