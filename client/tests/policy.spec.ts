// Pages that are ours alone load nothing foreign, and work so; a room's page loads what its bots send.
import type { Page } from '@playwright/test'
import { expect, openRoom, test } from './support/fixtures'

/** What the browser refuses on the page, from now on. */
function refusals(page: Page) {
  const refused: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) refused.push(message.text())
  })
  page.on('pageerror', (error) => refused.push(error.message))
  return refused
}

test('1.2 the lobby works under its policy', async ({ page }) => {
  const refused = refusals(page)
  const answer = await page.goto('/')
  expect(answer?.headers()['content-security-policy']).toContain("default-src 'self'")
  await page.getByPlaceholder('Room name').fill('x')
  await expect(page.getByRole('button', { name: 'Join room' })).toBeEnabled()
  await page.waitForLoadState('networkidle')
  expect(refused).toEqual([])
})

test("1.1 the API's page works under its policy, and can be tried out", async ({ page, room }) => {
  test.setTimeout(90_000) // Swagger UI takes its time, the more so on a busy machine
  const refused = refusals(page)
  await room.say('hello')
  const answer = await page.goto('/docs/')
  expect(answer?.headers()['content-security-policy']).toContain("default-src 'self'")
  const operation = page.locator('#operations-Information-getMessages')
  await operation.locator('.opblock-summary').click()
  await operation.getByRole('button', { name: 'Try it out' }).click()
  await operation.locator('tr[data-param-name="room"] input').fill(room.name)
  const asked = page.waitForRequest(/\/api\/messages/)
  await operation.getByRole('button', { name: 'Execute' }).click()
  // Nothing but what was typed: an example that was filled in would ask for something else.
  expect(new URL((await asked).url()).search).toBe(`?room=${room.name}`)
  await expect(operation.locator('.live-responses-table')).toContainText('hello')
  await expect(operation.locator('.live-responses-table')).toContainText('200')
  expect(refused).toEqual([])
})

test("1.1 the guide's pages work under their policy", async ({ page }) => {
  const refused = refusals(page)
  for (const name of ['readme', 'index', 'reference', 'configuration']) {
    const answer = await page.goto(`/client/guide/${name}.html`)
    expect(answer?.headers()['content-security-policy']).toContain("default-src 'self'")
    await expect(page.locator('h1').first()).toBeVisible()
    await expect(page.locator('.room-header')).toHaveCSS('display', 'flex') // its own styles are in force
  }
  expect(refused).toEqual([])
})

test('1.1 what would be foreign there is refused', async ({ page, bot }) => {
  const refused = refusals(page)
  await page.goto('/')
  await page.evaluate((source) => {
    const script = document.createElement('script')
    script.src = source
    document.head.append(script)
  }, `http://${bot.host}/foreign.js`)
  await expect.poll(() => refused.length).toBeGreaterThan(0)
  expect(bot.fetched).toEqual([])
})

test('1.7 a room has no policy: what bots send is loaded from anywhere', async ({ page, room }) => {
  const answer = await page.request.get(room.address)
  expect(answer.headers()['content-security-policy']).toBeUndefined()
  await openRoom(page, room)
})
