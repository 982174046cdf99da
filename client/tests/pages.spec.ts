// Addresses, titles, what is served, and the header's links.
import { expect, input, openRoom, Room, send, test, uniqueName } from './support/fixtures'

test.describe('1.1 any path but / is the room of that name', () => {
  const names = ['Spaß mit Bots', 'a/b', 'a/b/c?d#e', '%41', 'why?', '#1', 'Ünï ☃ 🤖', '..', '%']
  for (const name of names) {
    test(`1.1 5.9 "${name}"`, async ({ page, server }) => {
      const room = new Room(server.url, `${name} ${uniqueName()}`)
      await openRoom(page, room)
      await expect(page.locator('#room-name')).toHaveText(room.name)
      await send(page, 'Is this the right room?')
      await expect(page.locator('#messages-list')).toContainText('Is this the right room?')
      expect((await room.messages()).map(({ text }) => text)).toEqual(['Is this the right room?'])
      await room.say('It is')
      await expect(page.locator('#messages-list')).toContainText('It is')
    })
  }
})

test('1.1 slashes as they are typed are part of the name, which minds upper and lower case', async ({
  page,
  server,
}) => {
  const name = uniqueName()
  await new Room(server.url, `${name}/Deep/er`).say('deep')
  await new Room(server.url, `${name}/deep/er`).say('wrong')
  await page.goto(`/${name}/Deep/er`)
  await expect(page.locator('#room-name')).toHaveText(`${name}/Deep/er`)
  await expect(page.locator('#messages-list .content')).toHaveText(['deep'])
})

test('1.1 query and fragment of the address are ignored', async ({ page, room }) => {
  await room.say('here')
  await page.goto(`${room.address}?since=99&x=y#somewhere`)
  await expect(page.locator('#room-name')).toHaveText(room.name)
  await expect(page.locator('#messages-list .content')).toHaveText(['here'])
})

for (const path of ['/%', '/%zz', '/a%c3%28b']) {
  test(`5.9 the malformed address ${path} shows a page that says so`, async ({ page }) => {
    const thrown: string[] = []
    page.on('pageerror', (error) => thrown.push(error.message))
    await page.goto(path)
    await expect(page.locator('h1')).toHaveCount(1)
    await expect(page.locator('h1')).not.toBeEmpty()
    await expect(page.locator('#message-input')).toHaveCount(0)
    await expect(page.locator('a[href="/"]').first()).toBeVisible()
    expect(thrown).toEqual([])
  })
}

test('1.1 titles', async ({ page, room }) => {
  await page.goto('/')
  await expect(page).toHaveTitle('NeCSuS')
  await openRoom(page, room)
  await expect(page).toHaveTitle(`NeCSuS | ${room.name}`)
})

test('1.1 NeCSuS in the header leads to the lobby', async ({ page, room }) => {
  await openRoom(page, room)
  await page.getByRole('link', { name: 'NeCSuS', exact: true }).click()
  await expect(page).toHaveURL('/')
  await expect(page.getByRole('button', { name: 'Join room' })).toBeVisible()
})

test('1.1 5.38 the Docs menu has four links that open new tabs', async ({ page, room }) => {
  await openRoom(page, room)
  const links = page.locator('.docs-menu-items a')
  await expect(links.first()).toBeHidden()
  await page.getByRole('button', { name: 'Docs' }).click()
  await expect(links).toHaveText(['Your first bot', 'What a bot gets and answers', 'Debugging', 'API'])
  for (const link of await links.all()) {
    await expect(link).toBeVisible()
    await expect(link).toHaveAttribute('target', '_blank')
  }
  await expect(links.and(page.locator('[href^="/docs"]'))).toHaveCount(1)
})

test('1.1 the Docs menu works by keyboard and closes with Escape', async ({ page, room }) => {
  await openRoom(page, room)
  const button = page.getByRole('button', { name: 'Docs' })
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(button).toHaveAttribute('aria-expanded', 'true')
  await page.keyboard.press('Tab')
  await expect(page.locator('.docs-menu-items a').first()).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(button).toHaveAttribute('aria-expanded', 'false')
  await expect(page.locator('.docs-menu-items a').first()).toBeHidden()
})

test('1.1 the contract is a text that the browser shows', async ({ page }) => {
  await page.goto('/api/spec') // throws if a download starts
  await expect(page.locator('body')).toContainText('openapi: 3.')
  await expect(page.locator('body')).toContainText('from 1 to 2⁵³ − 1')
})

for (const path of ['/', '/some-room']) {
  test(`1.1 ${path} names viewport, favicons, touch icon and manifest, and all are there`, async ({
    page,
    request,
  }) => {
    await page.goto(path)
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await expect(page.locator('meta[name=viewport]')).toHaveAttribute('content', /width=device-width/)
    const icon = (size: string) => page.locator(`link[rel=icon][sizes="${size}"]`)
    const links = [icon('16x16'), icon('32x32'), page.locator('link[rel=apple-touch-icon]')]
    for (const link of links) {
      const answer = await request.get((await link.getAttribute('href'))!)
      expect(answer.status()).toBe(200)
      expect(answer.headers()['content-type']).toMatch(/^image\//)
    }
    const manifest = await request.get((await page.locator('link[rel=manifest]').getAttribute('href'))!)
    expect(manifest.status()).toBe(200)
    const { name, icons } = (await manifest.json()) as { name: string; icons: { src: string }[] }
    expect(name).toContain('NeCSuS')
    for (const { src } of icons) expect((await request.get(new URL(src, manifest.url()).href)).status()).toBe(200)
  })

  test(`1.1 5.14 ${path} is asked for each time, what has a hash in its name never again`, async ({
    page,
    request,
  }) => {
    const assets: string[] = []
    page.on('response', (response) => {
      const { pathname } = new URL(response.url())
      if (/\.(js|css|woff2?)$/.test(pathname)) assets.push(response.url())
    })
    await page.goto(path, { waitUntil: 'networkidle' })
    const answer = await request.get(path)
    expect(answer.headers()['cache-control']).toBe('no-cache')
    const { etag } = answer.headers()
    expect(etag).toBeTruthy()
    expect((await request.get(path, { headers: { 'If-None-Match': etag! } })).status()).toBe(304)
    expect(assets.length).toBeGreaterThan(0)
    for (const url of assets) {
      expect((await request.get(url)).headers()['cache-control']).toBe('public, max-age=31536000, immutable')
    }
  })

  test(`5.14 ${path} asks no other host for anything`, async ({ page, server }) => {
    const hosts = new Set<string>()
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url())
      if (protocol !== 'data:' && protocol !== 'blob:') hosts.add(host)
    })
    await page.goto(path, { waitUntil: 'networkidle' })
    expect([...hosts]).toEqual([new URL(server.url).host])
  })
}

test('1.2 1.1 the lobby leads to the room whose name was typed, whatever is in it', async ({ page, server }) => {
  const room = new Room(server.url, `why? a/b #1 %41 ${uniqueName()}`)
  await page.goto('/')
  await page.getByPlaceholder('Room name').fill(room.name)
  await page.keyboard.press('Enter')
  await expect(page.locator('#room-name')).toHaveText(room.name)
  await expect(input(page)).toHaveAttribute('placeholder', `Message ${room.name}`)
})
