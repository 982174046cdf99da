// What an import says and what it would do to a room; nothing here talks to the server.
import type { Bot } from '../api/types'

/** A bot as it is downloaded and uploaded. */
export type BotExport = Pick<Bot, 'name' | 'responds_to' | 'url'>

export type Reading = { bots: BotExport[]; errors: [] } | { bots: []; errors: string[] }

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'string' ? 'a text' : typeof value === 'number' ? 'a number' : 'true or false'
}

function entryErrors(entry: unknown, position: number): string[] {
  if (!isObject(entry)) return [`Bot ${position}: this is ${kindOf(entry)}, but must be an object in { }.`]
  const { name } = entry
  const who = typeof name === 'string' && name !== '' ? `Bot ${position} (${name})` : `Bot ${position}`
  const errors: string[] = []
  for (const field of ['name', 'responds_to', 'url'] as const) {
    const value = entry[field]
    if (value === undefined) errors.push(`${who}: "${field}" is missing.`)
    else if (field === 'responds_to' && value === null) continue
    else if (typeof value !== 'string')
      errors.push(`${who}: "${field}" is ${kindOf(value)}, but must be a text in quotes.`)
    else if (field === 'name' && value === '') errors.push(`${who}: "name" is empty.`)
  }
  return errors
}

/** Reads what *Download Room* wrote. Either all of it will do, or each thing wrong with it is named. */
export function readImport(text: string): Reading {
  const failed = (...errors: string[]): Reading => ({ bots: [], errors })
  // Some editors put a byte order mark first, which JSON.parse refuses.
  const json = text.replace(/^\uFEFF/, '')
  if (json.trim() === '') return failed('There is nothing to import yet: choose a file or paste its text.')
  let parsed: unknown
  try {
    parsed = JSON.parse(json)
  } catch (error) {
    return failed(`This is not valid JSON. ${(error as Error).message}`)
  }
  if (!Array.isArray(parsed)) return failed(`This is ${kindOf(parsed)}, but must be a list of bots in [ ].`)
  if (parsed.length === 0) return failed('The list is empty: there are no bots to import.')
  const errors = parsed.flatMap((entry, index) => entryErrors(entry, index + 1))
  if (errors.length > 0) return failed(...errors)
  const bots = (parsed as BotExport[]).map(({ name, responds_to, url }) => ({ name, responds_to, url }))
  return { bots, errors: [] }
}

/** What *Download Room* writes. */
export function writeExport(bots: readonly BotExport[]): string {
  return JSON.stringify(
    bots.map(({ name, responds_to, url }) => ({ name, responds_to, url })),
    null,
    2,
  )
}

/** Without a room's name in lecture mode, where nobody is to see it. */
export function exportFileName(roomLabel: string): string {
  const safe = roomLabel.replace(/[\u0000-\u001f\\/:*?"<>|]/g, '_')
  return safe === '' ? 'necsus_export.json' : `necsus_export_${safe}.json`
}

export type Clash = 'name' | 'pattern' | 'URL'

const pattern = (bot: BotExport) => bot.responds_to ?? ''

const isSame = (one: BotExport, other: BotExport) =>
  one.name === other.name && pattern(one) === pattern(other) && one.url === other.url

/** What two bots share. Empty patterns and URLs are nothing to share: they only say that none is set. */
export function clashes(one: BotExport, other: BotExport): Clash[] {
  const shared: Clash[] = []
  if (one.name === other.name) shared.push('name')
  if (pattern(one) !== '' && pattern(one) === pattern(other)) shared.push('pattern')
  if (one.url !== '' && one.url === other.url) shared.push('URL')
  return shared
}

export interface ExistingChoice<B extends BotExport> {
  bot: B
  /** The import has it too: it is kept, and there is nothing to choose. */
  isIdentical: boolean
  keep: boolean
  /** What starts it unticked: the first imported bot that it clashes with. */
  conflict: { shares: Clash[]; name: string } | null
}

export interface NewChoice {
  bot: BotExport
  isIdentical: boolean
  add: boolean
}

export interface Plan<B extends BotExport> {
  existing: ExistingChoice<B>[]
  imported: NewChoice[]
}

/** How the ticks start. */
export function planMerge<B extends BotExport>(existing: readonly B[], imported: readonly BotExport[]): Plan<B> {
  return {
    existing: existing.map((bot) => {
      const isIdentical = imported.some((other) => isSame(bot, other))
      const rival = isIdentical ? undefined : imported.find((other) => clashes(bot, other).length > 0)
      const conflict = rival ? { shares: clashes(bot, rival), name: rival.name } : null
      return { bot, isIdentical, keep: !rival, conflict }
    }),
    imported: imported.map((bot) => {
      const isIdentical = existing.some((other) => isSame(bot, other))
      return { bot, isIdentical, add: !isIdentical }
    }),
  }
}

export interface Work<B extends BotExport> {
  add: BotExport[]
  remove: B[]
  kept: number
}

export function workOf<B extends BotExport>(plan: Plan<B>): Work<B> {
  return {
    add: plan.imported.filter((choice) => choice.add && !choice.isIdentical).map(({ bot }) => bot),
    remove: plan.existing.filter((choice) => !choice.keep && !choice.isIdentical).map(({ bot }) => bot),
    kept: plan.existing.filter((choice) => choice.keep || choice.isIdentical).length,
  }
}

const counted = (count: number) => (count === 1 ? '1 bot' : `${count} bots`)

export function summary({ add, remove, kept }: Work<BotExport>): string {
  return `${counted(add.length)} will be added, ${kept} kept, ${remove.length} deleted.`
}
