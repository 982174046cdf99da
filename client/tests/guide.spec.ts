// The pages for users: found at their addresses, in the product's colours, with this server's own address, and code to copy.
import { expectAccessible } from './support/axe'
import { expect, test } from './support/fixtures'

const pages = ['', 'first-bot.html', 'answers.html', 'debugging.html', 'reference.html']

test('5.41 /client/guide/ answers, with and without the slash', async ({ page }) => {
  for (const address of ['/client/guide', '/client/guide/']) {
    await page.goto(address)
    await expect(page).toHaveURL('/client/guide/')
    await expect(page.locator('h1')).toHaveText('Documentation')
  }
})

for (const address of pages) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [390, 1280]) {
      test(`5.41 guide/${address} is a page like the others: ${colorScheme}, ${width} px`, async ({ page }) => {
        const thrown: string[] = []
        page.on('pageerror', (error) => thrown.push(error.message))
        page.on('console', (message) => message.type() === 'error' && thrown.push(message.text()))
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 800 })
        await page.goto(`/client/guide/${address}`)
        await expect(page.locator('.room-header .brand')).toHaveAttribute('href', '/')
        await expect(page.locator('nav a')).toHaveText([
          'Your first bot',
          'What a bot gets and answers',
          'Debugging',
          'API',
          'All pages',
        ])
        const ground = colorScheme === 'dark' ? 'rgb(20, 25, 31)' : 'rgb(242, 245, 247)'
        await expect(page.locator('body')).toHaveCSS('background-color', ground)
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
        await expectAccessible(page)
        expect(thrown).toEqual([])
      })
    }
  }
}

test('5.41 a theme that was chosen in a room holds here, too', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('necsus-preferences', '{"theme": "dark"}'))
  await page.goto('/client/guide/first-bot.html')
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(20, 25, 31)')
  await page.goto('/docs/')
  await expect(page.locator('html')).toHaveClass(/dark-mode/)
})

test('5.41 examples name the server that one is on', async ({ page, server }) => {
  await page.goto('/client/guide/first-bot.html')
  await expect(page.locator('main a', { hasText: '/cats' })).toHaveAttribute('href', `${server.url}/cats`)
  await expect(page.locator('main')).not.toContainText('localhost:6277')
  await page.goto('/client/guide/reference.html')
  await expect(page.locator('main')).not.toContainText('localhost:6277')
})

test('5.41 every code block has a button that copies it', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/client/guide/first-bot.html')
  const blocks = page.locator('main pre')
  await expect(page.locator('main pre + button')).toHaveCount(await blocks.count())
  const button = page.locator('main pre + button').first()
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(button).toHaveText('Copied')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await blocks.first().textContent())
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`5.41 the API has its routes first, the header, and a ${colorScheme} scheme`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme })
    await page.goto('/docs/')
    const route = page.locator('.opblock').first()
    await expect(route).toBeVisible()
    await expect(page.locator('.room-header .brand')).toBeVisible()
    const description = page.locator('.info .description')
    await expect(description).toContainText('chat for learning to write bots')
    const [first, words] = await Promise.all([route.boundingBox(), description.boundingBox()])
    expect(first!.y).toBeLessThan(400)
    expect(words!.y).toBeGreaterThan(first!.y)
    const isDark = await page.locator('html').evaluate((html) => html.classList.contains('dark-mode'))
    expect(isDark).toBe(colorScheme === 'dark')
    await page.locator('#operations-Live_stream-openRoomStream .opblock-summary-control').click()
    await expect(page.locator('#operations-Live_stream-openRoomStream')).toContainText(
      `${server.url.replace('http', 'ws')}/ws/garden`,
    )
  })
}
