// Pictures of all there is to see, for looking through:  npm run screenshots -- FOLDER
import { mkdirSync } from 'node:fs'

import { chromium, type Page } from '@playwright/test'

import config from '../playwright.config'
import { HttpBot, picture } from '../tests/support/httpBot'
import { remember } from '../tests/support/page'
import { Room } from '../tests/support/room'
import { startServer } from '../tests/support/servers'

const folder = process.argv.filter((argument) => !argument.startsWith('-')).at(-1)!
mkdirSync(folder, { recursive: true })
const server = await startServer()
const bot = await HttpBot.start()
const browser = await chromium.launch(config.use!.launchOptions!)

async function fill(): Promise<{ rich: Room; talk: Room; errors: Room; forms: Room }> {
  const [rich, talk, errors, forms] = ['Computing 101', 'Cats', 'Mistakes', 'Forms and tables'].map(
    (name) => new Room(server.url, name),
  )
  bot.serve('/p.svg', picture(400, 240))
  await rich!.say('Hello <b>everybody</b>! Has anyone tried the <a href="https://example.org/">new bot</a>?')
  await rich!.sayAll(['I have.', 'It says <code>404 (Not Found)</code>, though.'], { author: 'Ada' })
  await rich!.say('Wide: ' + 'antidisestablishmentarianism'.repeat(8), { author: 'Grace' })
  await rich!.botSays(bot, {
    author: 'TableBot',
    image: '/p.svg',
    media: '/ring.wav',
    text:
      '<p>A list</p><ul><li>one</li><li>two</li></ul><table><tr><th>name</th><th>points</th></tr><tr><td>Ada</td>' +
      '<td>12</td></tr></table><pre>for i in range(3):\n    print(i)</pre>' +
      '<form><label>Your guess <input name="g"></label> <button>Guess</button></form>',
  })
  for (const name of ['HelloBot', 'Owl-Cod-Otter'])
    await rich!.install({ name, responds_to: '\\bhi\\b', url: bot.url('/hello') })
  await talk!.say('I saw a cat!', { author: 'Ada' })
  await talk!.botSays(bot, {
    text: 'Where did you see the cat?',
    author: 'CatBot',
    state: { asking: 'where', known: {} },
  })
  await errors!.install({ name: 'Nowhere', responds_to: 'error', url: '' })
  await errors!.install({ name: 'Refused', responds_to: 'error', url: 'http://127.0.0.1:1/' })
  await errors!.say('error', { author: 'Ada' })
  await errors!.botSays(bot, 'A script<script>throw new Error("my mistake")</script>')
  await errors!.install({ name: 'Html', responds_to: 'page', url: bot.url('/html') })
  const answer = bot.answer
  bot.answer = () => '<!doctype html><h1>It works</h1>'
  await errors!.say('page', { author: 'Ada' })
  bot.answer = answer
  const buttons = ['Rock', 'Paper', 'Scissors', 'Lizard', 'Spock', 'Another round', 'Stop'].map(
    (name) => `<button name=b>${name}</button>`,
  )
  await forms!.botSays(bot, {
    author: 'GameBot',
    text: `<form>${buttons.join('')}<br><label>Name <input name=n></label><label><input type=checkbox> again</label></form>`,
  })
  const row = (tag: string, text: string) => `<tr>${`<${tag}>${text}</${tag}>`.repeat(12)}</tr>`
  await forms!.botSays(bot, {
    author: 'TableBot',
    text: `<table border=1>${row('th', 'column')}${row('td', 'a longer value')}</table>`,
  })
  await forms!.botSays(bot, { author: 'Paint', text: '<p style="color: navy; background: #ffd">My own colours</p>' })
  await forms!.botSays(bot, { author: 'Paint', text: 'My favourite color: blue' })
  return { rich: rich!, talk: talk!, errors: errors!, forms: forms! }
}

const rooms = await fill()

async function openSettings(page: Page): Promise<void> {
  if (await page.locator('.burger').isVisible()) await page.locator('.burger').click()
  await page.locator('.settings-toggle').click()
  await page.locator('.settings-panel').waitFor()
}

async function openDialog(page: Page, button: string): Promise<void> {
  await openSettings(page)
  await page.getByRole('button', { name: button }).click()
}

const scenes: Record<string, { address: string; prepare?: (page: Page) => Promise<void> }> = {
  lobby: { address: server.url },
  room: { address: rooms.rich.address },
  empty: { address: new Room(server.url, 'A new room').address },
  conversation: {
    address: rooms.talk.address,
    prepare: (page) => page.locator('.state-toggle').click(),
  },
  errors: { address: rooms.errors.address },
  forms: { address: rooms.forms.address, prepare: (page) => page.getByRole('button', { name: 'Paper' }).click() },
  jump: {
    address: rooms.rich.address,
    prepare: async (page) => {
      await page.locator('.messages').hover()
      await page.mouse.wheel(0, -400)
      await page.locator('.to-newest').waitFor()
      await rooms.rich.sayAll(['A new one', 'And another'])
      await page.locator('.to-newest-count').waitFor()
    },
  },
  settings: {
    address: rooms.rich.address,
    prepare: async (page) => {
      await openSettings(page)
      await page.locator('.bot summary').first().click()
    },
  },
  clear: { address: rooms.rich.address, prepare: (page) => openDialog(page, 'Clear room') },
  download: { address: rooms.rich.address, prepare: (page) => openDialog(page, 'Download Room') },
  upload: { address: rooms.rich.address, prepare: (page) => openDialog(page, 'Upload Room') },
  merge: {
    address: rooms.rich.address,
    prepare: async (page) => {
      await openDialog(page, 'Upload Room')
      const bots = [
        { name: 'HelloBot', responds_to: 'x', url: 'http://localhost:1234/' },
        { name: 'N', responds_to: '', url: '' },
      ]
      await page.getByRole('dialog').getByRole('textbox').fill(JSON.stringify(bots))
      await page.getByRole('button', { name: 'Import Configuration' }).click()
    },
  },
}

try {
  for (const width of [390, 800, 1440]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [name, { address, prepare }] of Object.entries(scenes)) {
        const viewport = { width, height: width < 500 ? 844 : 900 }
        const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })
        const page = await context.newPage()
        page.setDefaultTimeout(5000)
        await remember(page, { settings: { name: 'Ada' } })
        await page.goto(address, { waitUntil: 'networkidle' })
        await prepare?.(page)
        await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png` })
        await context.close()
      }
    }
  }
} finally {
  await browser.close()
  await bot.stop()
  await server.stop()
}
