// The dialogs Download Room and Upload Room.
import { readFile } from 'node:fs/promises'

import type { Page } from '@playwright/test'

import { dialog, expect, openRoom, Room, settings, test } from './support/fixtures'

async function open(page: Page, room: Room, button: string): Promise<void> {
  await openRoom(page, room, { settings: { open: true } })
  await settings(page).getByRole('button', { name: button }).click()
  await expect(dialog(page)).toBeVisible()
}

async function importBots(page: Page, text: unknown): Promise<void> {
  await dialog(page)
    .getByRole('textbox')
    .fill(typeof text === 'string' ? text : JSON.stringify(text))
  await dialog(page).getByRole('button', { name: 'Import Configuration' }).click()
}

const bot = (name: string, responds_to = '', url = '') => ({ name, responds_to, url })
const tick = (page: Page, list: string, name: string) =>
  dialog(page).getByRole('region', { name: list }).getByRole('checkbox', { name })
const names = async (room: Room) => (await room.bots()).map(({ name }) => name)

test('1.6 the download is the bots as JSON, in a file, on the clipboard, and in sight', async ({
  page,
  context,
  room,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await room.install(bot('A', 'x', 'http://localhost:1/'))
  await room.install(bot('B'))
  const expected = JSON.stringify([bot('A', 'x', 'http://localhost:1/'), bot('B')], null, 2)
  await open(page, room, 'Download Room')
  await expect(dialog(page).getByRole('textbox')).toHaveValue(expected)
  const download = page.waitForEvent('download')
  await dialog(page).getByText('Download File').click()
  expect((await download).suggestedFilename()).toBe(`necsus_export_${room.name}.json`)
  expect(await readFile(await (await download).path(), 'utf8')).toBe(expected)
  await dialog(page).getByRole('button', { name: 'Copy to Clipboard' }).click()
  await expect(dialog(page)).toContainText('Copied')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(expected)
  await dialog(page).getByRole('button', { name: 'Done' }).click()
  await expect(dialog(page)).toBeHidden()
})

test('2.21 without a clipboard, as on plain http, it is copied all the same, or said', async ({ page, room }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  await open(page, room, 'Download Room')
  await dialog(page).getByRole('button', { name: 'Copy to Clipboard' }).click()
  await expect(dialog(page)).toContainText(/Copied|Ctrl\+C/)
})

test('1.6 the merge: identical greyed and kept, rivals unticked, others ticked; Install does just that', async ({
  page,
  room,
}) => {
  for (const one of [
    bot('Same', 's', 'http://h/s'),
    bot('ByName'),
    bot('ByPattern', 'p'),
    bot('ByUrl', '', 'http://h/u'),
    bot('Free'),
  ]) {
    await room.install(one)
  }
  await open(page, room, 'Upload Room')
  await importBots(page, [
    bot('Same', 's', 'http://h/s'),
    bot('ByName', 'n'),
    bot('P2', 'p'),
    bot('U2', 'u', 'http://h/u'),
    bot('New', 'q'),
  ])
  await expect(dialog(page)).toContainText('Existing Bots')
  await expect(tick(page, 'Existing Bots', 'Same')).toHaveCount(0)
  await expect(tick(page, 'New Bots', 'Same')).toHaveCount(0)
  for (const name of ['ByName', 'ByPattern', 'ByUrl']) await expect(tick(page, 'Existing Bots', name)).not.toBeChecked()
  await expect(tick(page, 'Existing Bots', 'Free')).toBeChecked()
  for (const name of ['ByName', 'P2', 'U2', 'New']) await expect(tick(page, 'New Bots', name)).toBeChecked()
  await tick(page, 'New Bots', 'New').uncheck()
  await tick(page, 'Existing Bots', 'ByUrl').check()
  await expect(dialog(page)).toContainText('3 bots will be added, 3 kept, 2 deleted')
  await dialog(page).getByRole('button', { name: 'Install Bots' }).click()
  await expect(dialog(page)).toBeHidden()
  expect((await names(room)).sort()).toEqual(['ByName', 'ByUrl', 'Free', 'P2', 'Same', 'U2'])
})

test('2.6 5.15 empty patterns are no conflict', async ({ page, room }) => {
  await room.install(bot('One'))
  await open(page, room, 'Upload Room')
  await importBots(page, [bot('Two')])
  await expect(tick(page, 'Existing Bots', 'One')).toBeChecked()
  await dialog(page).getByRole('button', { name: 'Install Bots' }).click()
  await expect(dialog(page)).toBeHidden()
  expect(await names(room)).toEqual(['One', 'Two'])
})

test('1.6 a file’s text goes into the box', async ({ page, room }) => {
  await open(page, room, 'Upload Room')
  const buffer = Buffer.from(JSON.stringify([bot('FromFile')]))
  await dialog(page)
    .locator('input[type=file]')
    .setInputFiles({ name: 'bots.json', mimeType: 'application/json', buffer })
  await expect(dialog(page).getByRole('textbox')).toHaveValue(buffer.toString())
})

for (const [text, said] of [
  ['{', /JSON/],
  ['{"name": "x"}', /list/],
  ['7', /list/],
  ['', /nothing|empty/i],
  [JSON.stringify([bot('Good'), { name: 'Bad', url: '' }]), /Bad/],
] as const) {
  test(`2.21 5.15 the import ${text || 'of nothing'} is explained at once`, async ({ page, room }) => {
    await open(page, room, 'Upload Room')
    await importBots(page, text)
    await expect(dialog(page).getByRole('alert').filter({ hasText: said })).toBeVisible()
    await expect(dialog(page).getByRole('alert')).not.toContainText('Good')
    await expect(dialog(page)).not.toContainText('New Bots')
  })
}

for (const button of ['Clear room', 'Download Room', 'Upload Room']) {
  test(`1.6 Escape or a click on the backdrop closes ${button}`, async ({ page, room }) => {
    await open(page, room, button)
    await page.keyboard.press('Escape')
    await expect(dialog(page)).toBeHidden()
    await settings(page).getByRole('button', { name: button }).click()
    await page.mouse.click(5, 5)
    await expect(dialog(page)).toBeHidden()
  })
}

test('2.21 Escape, or Cancel, leaves nothing of a half-done import', async ({ page, room }) => {
  await open(page, room, 'Upload Room')
  await importBots(page, [bot('Half')])
  await expect(dialog(page)).toContainText('New Bots')
  await page.keyboard.press('Escape')
  await settings(page).getByRole('button', { name: 'Upload Room' }).click()
  await expect(dialog(page)).not.toContainText('New Bots')
  await expect(dialog(page).getByRole('textbox')).toHaveValue('')
  await dialog(page).getByRole('button', { name: 'Cancel' }).click()
  expect(await names(room)).toEqual([])
})
