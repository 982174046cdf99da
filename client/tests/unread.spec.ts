// What came while nobody looked.
import { cards, expect, expectAtEnd, openRoom, scrollUp, send, setVisible, test } from './support/fixtures'

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`)

test('5.22 the title counts what comes while the tab is hidden, and forgets it when it is shown', async ({
  page,
  room,
}) => {
  await openRoom(page, room)
  await setVisible(page, false)
  await room.sayAll(['one', 'two', 'three'])
  await expect(page).toHaveTitle(`(3) NeCSuS | ${room.name}`)
  await setVisible(page, true)
  await expect(page).toHaveTitle(`NeCSuS | ${room.name}`)
})

test('5.22 a line stands above the first message that came while the tab was hidden', async ({ page, room }) => {
  await room.say('seen')
  await openRoom(page, room)
  await expect(cards(page, 'seen')).toBeVisible()
  await expect(page.locator('.new-line')).toHaveCount(0)
  await setVisible(page, false)
  await room.sayAll(['unseen', 'unseen too'])
  await expect(cards(page)).toHaveCount(3)
  await setVisible(page, true)
  await expect(page.locator('.new-line')).toHaveText('New')
  const order = await page
    .locator('#messages-list .message-card, #messages-list .new-line')
    .evaluateAll((all) =>
      all.map((one) => (one.className === 'new-line' ? 'New' : one.querySelector('.content')!.textContent)),
    )
  expect(order).toEqual(['seen', 'New', 'unseen', 'unseen too'])
  await send(page, 'I have read it')
  await expect(cards(page, 'I have read it')).toBeVisible()
  await expect(page.locator('.new-line')).toHaveCount(0)
})

test('5.22 a line stands above the first message that came while the view was scrolled up', async ({ page, room }) => {
  await room.sayAll(lines(60))
  await openRoom(page, room)
  await expect(cards(page)).toHaveCount(60)
  await scrollUp(page)
  await room.sayAll(['first new', 'second new'])
  await expect(cards(page, 'second new')).toBeAttached()
  await expect(page.locator('.new-line')).toHaveCount(1)
  const next = await page
    .locator('.new-line')
    .evaluate((line) => line.nextElementSibling?.querySelector('.content')?.textContent)
  expect(next).toBe('first new')
})

test('5.22 what comes while one looks is not new', async ({ page, room }) => {
  await room.sayAll(lines(30))
  await openRoom(page, room)
  await expectAtEnd(page)
  await room.say('seen at once')
  await expect(cards(page, 'seen at once')).toBeInViewport()
  await expect(page.locator('.new-line')).toHaveCount(0)
  await expect(page).toHaveTitle(`NeCSuS | ${room.name}`)
})

test('5.22 after a clear nothing is unread', async ({ page, room }) => {
  await room.say('seen')
  await openRoom(page, room)
  await expect(cards(page, 'seen')).toBeVisible()
  await setVisible(page, false)
  await room.say('unseen')
  await expect(page).toHaveTitle(/^\(1\)/)
  await room.clear()
  await expect(cards(page)).toHaveCount(0)
  await setVisible(page, true)
  await expect(page).toHaveTitle(`NeCSuS | ${room.name}`)
  await expect(page.locator('.new-line')).toHaveCount(0)
})

test('5.47 one is led to the new ones first, then to the end, and the line stays until one writes', async ({
  page,
  room,
}) => {
  await room.sayAll(lines(60))
  await openRoom(page, room)
  await expect(cards(page)).toHaveCount(60)
  await scrollUp(page)
  await room.sayAll(lines(40).map((line) => `new ${line}`))
  await expect(cards(page)).toHaveCount(100)
  const jump = page.getByRole('button', { name: '40 new messages' })
  await expect(jump.locator('.to-newest-count')).toHaveText('40')
  const box = (await jump.boundingBox())!
  expect([box.width, box.height]).toEqual([40, 40])
  await jump.click()
  await expect(page.locator('.new-line')).toBeInViewport()
  await expect(cards(page, 'new line 40')).not.toBeInViewport()
  await page.locator('.to-newest').click()
  await expectAtEnd(page)
  await expect(page.locator('.to-newest')).toHaveCount(0)
  await expect(page.locator('.new-line')).toHaveCount(1)
  await send(page, 'I have read it')
  await expect(page.locator('.new-line')).toHaveCount(0)
})
