// The page at /.
import { expect, test, uniqueName } from './support/fixtures'

test('1.2 one sentence, one field, one button, which waits for a name', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByText("Welcome to the NeCSuS lobby! Please enter the room you'd like to join.")).toBeVisible()
  const field = page.getByPlaceholder('Room name')
  const join = page.getByRole('button', { name: 'Join room' })
  await expect(join).toBeDisabled()
  await field.fill('x')
  await expect(join).toBeEnabled()
  await field.fill('')
  await expect(join).toBeDisabled()
})

test('1.2 the button joins, and the name is encoded whole', async ({ page }) => {
  const name = `a/b c?${uniqueName()}`
  await page.goto('/')
  await page.getByPlaceholder('Room name').fill(name)
  await page.getByRole('button', { name: 'Join room' }).click()
  await page.waitForURL(`/${encodeURIComponent(name)}`)
})

test('1.2 2.24 the field has the focus, and Enter joins when it is pressed down', async ({ page }) => {
  const name = uniqueName()
  await page.goto('/')
  await expect(page.getByPlaceholder('Room name')).toBeFocused()
  await page.keyboard.type(name)
  await page.keyboard.down('Enter')
  await page.waitForURL(`/${name}`)
})

test('2.24 a name of whitespace only is none', async ({ page }) => {
  await page.goto('/')
  await page.getByPlaceholder('Room name').fill('   ')
  await expect(page.getByRole('button', { name: 'Join room' })).toBeDisabled()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/')
})

for (const name of ['docs', 'docs/x', 'client/x', 'api/x', '..']) {
  test(`2.15 the lobby says that no address leads to "${name}"`, async ({ page }) => {
    await page.goto('/')
    await page.getByPlaceholder('Room name').fill(name)
    await page.keyboard.press('Enter')
    await expect(page.getByText('Please')).toContainText([/Welcome/, /kept for the server|only dots/])
    await expect(page).toHaveURL('/')
  })
}

test.describe('1.2 the greeting', () => {
  const greeting = '.greeting'

  test('1.2 is typed letter by letter, and replaced by another every 5 s', async ({ page }) => {
    await page.clock.install()
    await page.goto('/')
    const seen = new Set<string>()
    const text = async () => ((await page.locator(greeting).textContent()) ?? '').trim()
    let partial = 0
    for (let step = 0; step < 60; step += 1) {
      await page.clock.runFor(500)
      const now = await text()
      if (now.includes('!')) seen.add(now.replace(/[^!]*$/, ''))
      else partial += 1
    }
    expect(seen.size).toBeGreaterThan(1)
    for (let step = 0; step < 100 && partial === 0; step += 1) {
      await page.clock.runFor(37)
      if (!(await text()).includes('!')) partial += 1
    }
    expect(partial).toBeGreaterThan(0)
  })

  test('1.2 5.25 can be stopped, and stands still where motion is unwelcome', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.clock.install()
    await page.goto('/')
    const before = await page.locator(greeting).textContent()
    expect(before).toContain('!')
    for (let step = 0; step < 12; step += 1) {
      await page.clock.runFor(1000)
      expect(await page.locator(greeting).textContent()).toBe(before)
    }
  })

  test('5.25 a button stops it', async ({ page }) => {
    await page.clock.install()
    await page.goto('/')
    await page.getByRole('button', { name: /stop|pause/i }).click()
    const before = await page.locator(greeting).textContent()
    for (let step = 0; step < 12; step += 1) {
      await page.clock.runFor(1000)
      expect(await page.locator(greeting).textContent()).toBe(before)
    }
  })
})
