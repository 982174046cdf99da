// Structure, axe, and everything by keyboard.
import type { Page } from '@playwright/test'

import { expectAccessible } from './support/axe'
import {
  cards,
  dialog,
  expect,
  HttpBot,
  input,
  list,
  openRoom,
  openSettings,
  picture,
  Room,
  send,
  settings,
  test,
} from './support/fixtures'

const widths = [390, 1280]
const schemes = ['light', 'dark'] as const

async function fill(room: Room, bot: HttpBot): Promise<void> {
  bot.serve('/p.svg', picture(80, 60))
  await room.say('Hello <b>everybody</b>, see <a href="https://example.org/">this</a> and <code>code</code>')
  await room.say('mine', { author: 'Ada' })
  await room.botSays(bot, {
    text:
      '<p>A list:</p><ul><li>one</li></ul><table><tr><th>a</th><td>b</td></tr></table><pre>x = 1</pre>' +
      '<form><label>Your guess <input name="g"></label> <button>Guess</button></form>',
    image: '/p.svg',
    media: '/s.wav',
    state: { asking: 'where' },
    author: 'CatBot',
  })
  await room.install({ name: 'Broken', responds_to: 'x', url: 'http://127.0.0.1:1/' })
  await room.say('x')
  await room.botSays(bot, { text: 'Where?<script>throw new Error("my mistake")</script>', state: 1, author: 'CatBot' })
}

interface Scene {
  name: string
  prepare(page: Page, room: Room): Promise<void>
}

async function openDialog(page: Page, room: Room, button: string): Promise<void> {
  await openRoom(page, room)
  await openSettings(page)
  await settings(page).getByRole('button', { name: button }).click()
  await expect(dialog(page)).toBeVisible()
}

const burger = (page: Page) => page.locator('.burger')

const scenes: Scene[] = [
  {
    name: 'lobby',
    prepare: async (page) => {
      await page.goto('/')
      await page.getByPlaceholder('Room name').fill('x')
    },
  },
  { name: 'empty lobby', prepare: async (page) => void (await page.goto('/')) },
  { name: 'malformed address', prepare: async (page) => void (await page.goto('/%')) },
  {
    name: 'empty room',
    prepare: async (page, room) => {
      await openRoom(page, new Room(room.server))
      await expect(page.locator('.empty-room')).toBeVisible()
    },
  },
  {
    name: 'room',
    prepare: async (page, room) => {
      await openRoom(page, room)
      await cards(page).getByRole('button', { name: 'show state' }).first().click()
    },
  },
]

const withBurger: Scene[] = [
  {
    name: 'settings',
    prepare: async (page, room) => {
      await openRoom(page, room)
      if (await burger(page).isVisible()) await burger(page).click()
      await openSettings(page)
      await expect(settings(page).getByText('Broken').or(settings(page).locator('input')).first()).toBeVisible()
    },
  },
  {
    name: 'settings of bots whose patterns are doubted',
    prepare: async (page, room) => {
      await room.install({ name: 'Doubted', responds_to: '[[:alpha:]]' })
      await room.install({ name: 'Opened', responds_to: 'hello{e<=1}' })
      await openRoom(page, room)
      if (await burger(page).isVisible()) await burger(page).click()
      await openSettings(page)
      await settings(page).locator('summary', { hasText: 'Opened' }).click()
      await expect(settings(page).getByText('no typing mistakes')).toBeVisible()
      await expect(settings(page).getByText('Look at what it responds to')).toHaveCount(2)
    },
  },
  {
    name: 'clearing the room',
    prepare: async (page, room) => {
      await openRoom(page, room)
      if (await burger(page).isVisible()) await burger(page).click()
      await openSettings(page)
      await settings(page).getByRole('button', { name: 'Clear room' }).click()
    },
  },
  ...['Download Room', 'Upload Room'].map((button) => ({
    name: `the dialog ${button}`,
    prepare: async (page: Page, room: Room) => {
      await openRoom(page, room)
      if (await burger(page).isVisible()) await burger(page).click()
      await openSettings(page)
      await settings(page).getByRole('button', { name: button }).click()
      await expect(dialog(page)).toBeVisible()
    },
  })),
  {
    name: 'the import’s second step',
    prepare: async (page, room) => {
      await openRoom(page, room)
      if (await burger(page).isVisible()) await burger(page).click()
      await openSettings(page)
      await settings(page).getByRole('button', { name: 'Upload Room' }).click()
      const bots = [
        { name: 'Broken', responds_to: 'y', url: 'http://localhost:1/' },
        { name: 'New', responds_to: '', url: '' },
      ]
      await dialog(page).getByRole('textbox').fill(JSON.stringify(bots))
      await dialog(page).getByRole('button', { name: 'Import Configuration' }).click()
      await expect(dialog(page)).toContainText('Existing Bots')
    },
  },
]

for (const width of widths) {
  for (const scheme of schemes) {
    test.describe(`5.12 axe finds nothing serious at ${width} px, ${scheme}:`, () => {
      test.use({ viewport: { width, height: 844 }, colorScheme: scheme, contextOptions: { reducedMotion: 'reduce' } })
      for (const { name, prepare } of [...scenes, ...withBurger]) {
        test(`5.12 ${name}`, async ({ page, room, bot }) => {
          await fill(room, bot)
          await prepare(page, room)
          await expectAccessible(page)
        })
      }
    })
  }
}

test('5.19 light and dark can be chosen over what the system has', async ({ page, room }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await openRoom(page, room, { settings: { open: true } })
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const light = await background()
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(background).not.toBe(light)
  const dark = await background()
  const choose = (label: string) => settings(page).getByLabel('Theme').selectOption({ label })
  await choose('Light')
  await expect.poll(background).toBe(light)
  await page.reload()
  await expect.poll(background).toBe(light)
  await page.emulateMedia({ colorScheme: 'light' })
  await choose('Dark')
  await expect.poll(background).toBe(dark)
})

test('5.11 lang, main, one h1, a log with a name, and articles named by author and time', async ({ page, room }) => {
  await room.say('hello', { author: 'Ada' })
  await openRoom(page, room)
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await expect(page.locator('main')).toHaveCount(1)
  await expect(page.locator('h1')).toHaveCount(1)
  await expect(page.getByRole('log', { name: /.+/ })).toHaveCount(1)
  await expect(page.getByRole('article', { name: /^Ada, .*\d/ })).toContainText('hello')
  await expect(page.getByRole('main').getByRole('textbox', { name: /Message/ })).toHaveCount(1)
})

test('5.11 history is not announced, each later message once', async ({ page, room }) => {
  await room.sayAll(['history one', 'history two'])
  await page.addInitScript(() => {
    const announced: string[] = []
    Object.assign(window, { announced })
    document.addEventListener('DOMContentLoaded', () => {
      const isLive = (element: Element | null): boolean => {
        for (let at = element; at; at = at.parentElement) {
          const live = at.getAttribute('aria-live')
          if (live === 'off') return false
          if (live || ['log', 'status', 'alert'].includes(at.getAttribute('role') ?? '')) return true
        }
        return false
      }
      new MutationObserver((changes) => {
        for (const { target, addedNodes, type } of changes) {
          const element = target instanceof Element ? target : target.parentElement
          if (!isLive(element)) continue
          const texts =
            type === 'characterData' ? [target.textContent] : [...addedNodes].map((node) => node.textContent)
          announced.push(...texts.map((text) => text ?? ''))
        }
      }).observe(document, { subtree: true, childList: true, characterData: true })
    })
  })
  await openRoom(page, room)
  await expect(cards(page)).toHaveCount(2)
  await room.say('later <b>one</b>')
  await expect(cards(page)).toHaveCount(3)
  const announced = () => page.evaluate(() => (window as unknown as { announced: string[] }).announced.join('\n'))
  await expect.poll(announced).toContain('later one')
  const all = await announced()
  expect(all).not.toContain('history')
  expect(all.match(/later one/g)).toHaveLength(1)
  expect(all).toContain('Emmy')
})

test.describe('5.13 by keyboard only', () => {
  /** Presses Tab until the focus is on what `isThere` says. */
  async function tabTo(page: Page, selector: string): Promise<void> {
    for (let press = 0; press < 60; press += 1) {
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`Tab never came to ${selector}`)
  }

  test('5.13 the settings open and close; a bot is added and deleted', async ({ page, room }) => {
    await openRoom(page, room)
    await tabTo(page, '.settings-toggle')
    await page.keyboard.press('Enter')
    await expect(settings(page)).toBeVisible()
    const add = settings(page).getByRole('button', { name: /Add A Bot/i })
    await add.evaluate((button) => button.setAttribute('data-add', ''))
    await tabTo(page, '[data-add]')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await room.bots()).length).toBe(1)
    const [bot] = await room.bots()
    await expect(settings(page)).toContainText(bot!.name)
    await tabTo(page, '.bot-delete')
    await page.keyboard.press('Enter')
    await expect(settings(page).getByRole('button', { name: 'Keep' })).toBeFocused()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await expect(settings(page).locator('.bot')).toHaveCount(0)
    expect(await room.bots()).toEqual([])
  })

  test('5.13 a conversation is left and a state shown', async ({ page, room, bot }) => {
    await room.botSays(bot, { text: 'Where?', author: 'CatBot', state: 1 })
    await openRoom(page, room)
    await tabTo(page, '.state-toggle')
    await page.keyboard.press('Enter')
    await expect(list(page).locator('code')).toBeVisible()
    await page.keyboard.press('Space')
    await expect(list(page).locator('code')).toBeHidden()
    await tabTo(page, '.conversation-leave')
    await page.keyboard.press('Enter')
    await expect(page.locator('.message-card.kind-system')).toHaveCount(1)
  })

  test('5.13 the list scrolls', async ({ page, room }) => {
    await room.sayAll(Array.from({ length: 60 }, (_, index) => `line ${index}`))
    await openRoom(page, room)
    await expect(cards(page)).toHaveCount(60)
    await tabTo(page, '.messages')
    const before = await page.locator('.messages').evaluate((box) => box.scrollTop)
    await page.keyboard.press('PageUp')
    await expect.poll(() => page.locator('.messages').evaluate((box) => box.scrollTop)).toBeLessThan(before)
  })

  test('5.13 the skip link leads to the field', async ({ page, room }) => {
    await openRoom(page, room)
    const link = page.locator('.skip-link')
    await link.focus()
    await expect(link).toBeInViewport()
    await page.keyboard.press('Enter')
    await expect(input(page)).toBeFocused()
    await expect(page.locator('#room-name')).toHaveText(room.name)
  })

  test('5.13 the focus can be seen everywhere', async ({ page, room, bot }) => {
    await fill(room, bot)
    await openRoom(page, room, { settings: { open: true } })
    await expect(settings(page).getByRole('button').first()).toBeVisible()
    await page.locator('.skip-link').focus()
    const invisible: string[] = []
    for (let press = 0; press < 45; press += 1) {
      await page.keyboard.press('Tab')
      const found = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement | null
        // A player's buttons are the browser's own, and so is how they show the focus.
        if (!element || element === document.body || element instanceof HTMLMediaElement) return ''
        const looks = () => {
          // A field or a tick box may show it at what stands around it.
          return [element, element.parentElement!, element.nextElementSibling, element.closest('.composer-box')]
            .filter(Boolean)
            .map((one) => {
              const { outline, boxShadow, borderColor, backgroundColor } = getComputedStyle(one!)
              return [outline, boxShadow, borderColor, backgroundColor].join()
            })
            .join('|')
        }
        for (const animation of document.getAnimations()) animation.finish()
        const focused = looks()
        element.blur()
        for (const animation of document.getAnimations()) animation.finish()
        const blurred = looks()
        element.focus({ preventScroll: true })
        return focused === blurred ? element.outerHTML.slice(0, 100) : ''
      })
      if (found) invisible.push(found)
    }
    expect(invisible).toEqual([])
  })

  for (const button of ['Clear room', 'Download Room', 'Upload Room']) {
    test(`5.13 the dialog ${button} keeps the focus inside and gives it back`, async ({ page, room }) => {
      await openDialog(page, room, button)
      const inside = () =>
        page.evaluate(() => {
          const open = document.querySelector('dialog[open], [role=dialog]')
          return open !== null && (open.contains(document.activeElement) || document.activeElement === document.body)
        })
      for (let press = 0; press < 12; press += 1) {
        await page.keyboard.press('Tab')
        expect(await inside()).toBe(true)
      }
      await page.keyboard.press('Escape')
      await expect(dialog(page)).toBeHidden()
      await expect(settings(page).getByRole('button', { name: button })).toBeFocused()
    })
  }
})

test('5.13 sending needs no mouse', async ({ page, room }) => {
  await openRoom(page, room)
  await send(page, 'typed')
  await expect(cards(page, 'typed')).toBeVisible()
})
