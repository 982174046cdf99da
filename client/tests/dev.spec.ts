// `npm run dev`: the client as it is in src/, with the real server behind it.
import { fileURLToPath } from 'node:url'

import { cards, expect, Room, send, settings, status, test, uniqueName } from './support/fixtures'
import { startProgram, type Running } from './support/program'

const client = fileURLToPath(new URL('..', import.meta.url))

// One development server for all of them. It compiles what a page asks for when it is asked for the first time.
test.describe.configure({ mode: 'default', timeout: 60_000 })

let dev: Running

test.beforeAll(async ({ server }) => {
  const env = { ...process.env, NECSUS_SERVER: server.url, NO_COLOR: '1' }
  const args = [`${client}/node_modules/vite/bin/vite.js`, '--host', '127.0.0.1']
  // It takes the next port if its usual one is in use.
  dev = await startProgram(process.execPath, args, /Local:\s+(http:\/\/[^/\s]+)/, { cwd: client, env })
})
test.afterAll(() => dev.stop())

test('the development server shows the lobby, which leads to a room', async ({ page }) => {
  await page.goto(`${dev.url}/`)
  await expect(page.getByRole('heading', { name: 'NeCSuS' })).toBeVisible()
  const name = uniqueName()
  await page.getByRole('textbox').fill(name)
  await page.getByRole('textbox').press('Enter')
  await page.waitForURL(`${dev.url}/${name}`) // and all that it loads
  await expect(page).toHaveTitle(`NeCSuS | ${name}`)
  await expect(status(page)).toHaveClass(/is-connected/)
})

test('the development server shows a room that lives: by its websocket, its routes, its settings', async ({
  page,
  server,
}) => {
  const room = new Room(server.url)
  await room.say('said before')
  await page.goto(`${dev.url}/${room.name}`)
  await expect(cards(page, 'said before')).toBeVisible()
  await expect(status(page)).toHaveClass(/is-connected/)
  await room.say('said meanwhile')
  await expect(cards(page, 'said meanwhile')).toBeVisible()
  await send(page, 'said here')
  await expect(cards(page, 'said here')).toBeVisible()
  expect((await room.messages()).map(({ text }) => text)).toEqual(['said before', 'said meanwhile', 'said here'])
  await page.locator('.settings-toggle').click()
  await expect(settings(page).getByRole('heading', { name: 'Settings' })).toBeVisible()
})

for (const name of ['apiary', 'docs-team', 'a/b?c#d', 'index.html', 'žába']) {
  test(`the development server shows a room called ${name}`, async ({ page, server }) => {
    const room = new Room(server.url, name)
    await room.say('hello')
    await page.goto(`${dev.url}/${encodeURIComponent(name)}`)
    await expect(page).toHaveTitle(`NeCSuS | ${name}`)
    await expect(cards(page, 'hello')).toBeVisible()
  })
}

test('the development server leaves to the server what is its own', async ({ request, server }) => {
  for (const path of ['/api/spec', '/docs/', '/client/guide/readme.html']) {
    const [here, there] = await Promise.all([request.get(dev.url + path), request.get(server.url + path)])
    expect(there.status(), path).toBe(200)
    expect(await here.text(), path).toBe(await there.text())
  }
})
