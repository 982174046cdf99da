// Lecture mode: the room's name is nowhere to be seen.
import type { Page } from '@playwright/test'

import {
  cards,
  dialog,
  expect,
  input,
  openRoom,
  Room,
  send,
  settings,
  status,
  test,
  uniqueName,
} from './support/fixtures'

/** Nothing on the page says the room's name, not even to a screen reader. */
async function expectNameless(page: Page, room: Room): Promise<void> {
  await expect(page).toHaveTitle('NeCSuS')
  await expect(page).toHaveURL('/')
  await expect(input(page)).toHaveAttribute('placeholder', 'Message room')
  await expect.poll(() => page.evaluate(() => document.body.outerHTML)).not.toContain(room.name)
}

test('1.8 a double click on the spacer right of the status sign hides the room’s name; all goes on', async ({
  page,
  room,
}) => {
  await openRoom(page, room)
  const [spacer, sign] = await Promise.all([page.locator('.lecture-spacer').boundingBox(), status(page).boundingBox()])
  expect(spacer!.x).toBeGreaterThanOrEqual(sign!.x + sign!.width - 1)
  await page.locator('.lecture-spacer').dblclick()
  await expectNameless(page, room)
  await expect(page.locator('#room-name')).not.toContainText(room.name)
  await send(page, 'in the lecture')
  await expect(cards(page, 'in the lecture')).toBeVisible()
  await room.say('from outside')
  await expect(cards(page, 'from outside')).toBeVisible()
  expect(await page.evaluate(() => [window.Necsus.lectureMode, window.Necsus.room])).toEqual([true, room.name])
})

test('2.23 5.24 Back ends it', async ({ page, room }) => {
  await openRoom(page, room)
  await page.locator('.lecture-spacer').dblclick()
  await expectNameless(page, room)
  await page.goBack()
  await expect(page).toHaveURL(room.address)
  await expect(page.locator('#room-name')).toHaveText(room.name)
  await expect(page).toHaveTitle(`NeCSuS | ${room.name}`)
  await send(page, 'still here')
  await expect(cards(page, 'still here')).toBeVisible()
})

test('2.23 5.24 5.13 the menu does it by keyboard, both ways', async ({ page, room }) => {
  await openRoom(page, room)
  const toggle = page.locator('.lecture-toggle')
  await toggle.focus()
  await page.keyboard.press('Enter')
  await expectNameless(page, room)
  await expect(toggle).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(room.address)
  await expect(page.locator('#room-name')).toHaveText(room.name)
})

test('2.23 a second double click ends it', async ({ page, room }) => {
  await openRoom(page, room)
  await page.locator('.lecture-spacer').dblclick()
  await expectNameless(page, room)
  await page.locator('.lecture-spacer').dblclick()
  await expect(page.locator('#room-name')).toHaveText(room.name)
})

test('2.23 5.24 the name is not in Clear room, nor in the download’s name', async ({ page, server }) => {
  const room = new Room(server.url, `secret-${uniqueName()}`)
  await room.install({ name: 'ABot' })
  await openRoom(page, room, { settings: { open: true } })
  await page.locator('.lecture-spacer').dblclick()
  await expectNameless(page, room)
  await settings(page).getByRole('button', { name: 'Clear room' }).click()
  await expectNameless(page, room)
  await page.keyboard.press('Escape')
  await settings(page).getByRole('button', { name: 'Download Room' }).click()
  await expectNameless(page, room)
  const download = page.waitForEvent('download')
  await dialog(page).getByText('Download File').click()
  expect((await download).suggestedFilename()).not.toContain(room.name)
})
