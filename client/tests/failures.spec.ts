// What failed: the first thing that a bot's author must see.
import { cards, expect, openRoom, settings, test } from './support/fixtures'

for (const width of [1280, 390]) {
  test(`5.43 a failure is a message of its own kind, ${width} px`, async ({ page, room, bot }) => {
    await page.setViewportSize({ width, height: 800 })
    await room.install({ name: 'Ill <b>', responds_to: 'x', url: bot.url('/x') })
    bot.answer = () => '5'
    await room.say('x')
    await openRoom(page, room)
    const failure = page.locator('.kind-system.is-failure')
    await expect(failure).toHaveCount(1)
    const look = await failure.evaluate((card) => {
      const of = (selector: string) => getComputedStyle(card.querySelector(selector)!)
      const probe = document.createElement('i')
      probe.style.color = 'var(--danger)'
      card.append(probe)
      const danger = getComputedStyle(probe).color
      probe.style.color = 'var(--surface)'
      const surface = getComputedStyle(probe).color
      probe.remove()
      const style = getComputedStyle(card)
      return {
        edge: [style.borderLeftWidth, style.borderLeftColor === danger],
        isOnSurface: style.backgroundColor === surface,
        icon: of('.failure-icon').color === danger,
        size: of('.content').fontSize,
        first: Number(of('.failure-what').fontWeight) > 600,
      }
    })
    expect(look).toEqual({ edge: ['4px', true], isOnSurface: true, icon: true, size: '15px', first: true })
    await expect(failure.locator('.failure-icon svg')).toBeVisible()
    await expect(failure.locator('.failure-what')).toContainText('Ill <b>')
  })
}

test('5.43 its button leads to the bot’s settings', async ({ page, room, bot }) => {
  await room.install({ name: 'Other', responds_to: 'never', url: bot.url() })
  await room.install({ name: 'NotJson', responds_to: 'y', url: '' })
  await room.say('y')
  await openRoom(page, room)
  await page.locator('.is-failure').getByRole('button', { name: 'Settings of NotJson' }).click()
  const opened = settings(page).locator('.bot[open]')
  await expect(opened).toHaveCount(1)
  await expect(opened).toHaveAttribute('aria-label', 'Bot NotJson')
  await expect(opened.locator('summary')).toBeFocused()
})

test('5.43 what the bot sent is there to be unfolded', async ({ page, room, bot }) => {
  await room.install({ name: 'Html', responds_to: 'x', url: bot.url('/x') })
  bot.answer = () => '<h1>It works</h1>'
  await room.say('x')
  await openRoom(page, room)
  const raw = page.locator('.is-failure .failure-raw pre')
  await expect(raw).toBeHidden()
  await page.locator('.failure-raw summary').click()
  await expect(raw).toHaveText('<h1>It works</h1>')
  await expect(raw).toBeVisible()
})

test('5.43 the same failure again is one box that counts, live and after a reload', async ({ page, room }) => {
  await room.install({ name: 'Nowhere', responds_to: 'x', url: '' })
  await openRoom(page, room)
  // Of one message to many bots, or of messages that were there before: nothing stands between them.
  await Promise.all([1, 2, 3].map(() => room.say('y')))
  await room.install({ name: 'Nowhere', responds_to: 'x', url: '' })
  await room.install({ name: 'Nowhere', responds_to: 'x', url: '' })
  await room.say('x')
  const seen = page.locator('.is-failure:visible')
  await expect(seen).toHaveCount(1)
  await expect(seen.locator('.failure-count')).toHaveText('× 3')
  await expect(cards(page)).toHaveCount(7)
  await page.reload()
  await expect(seen).toHaveCount(1)
  await expect(seen.locator('.failure-count')).toHaveText('× 3')
  await room.say('x again')
  await expect(seen).toHaveCount(2)
})

test('5.43 the system’s other notices are quiet', async ({ page, room, bot }) => {
  await room.botSays(bot, { text: 'Where?', author: 'CatBot', state: 1 })
  await openRoom(page, room)
  await page.locator('.conversation-leave').click()
  const notice = page.locator('.kind-system')
  await expect(notice).toHaveCount(1)
  await expect(notice).not.toHaveClass(/is-failure/)
  expect(await notice.evaluate((card) => getComputedStyle(card).borderLeftStyle)).toBe('dashed')
})
