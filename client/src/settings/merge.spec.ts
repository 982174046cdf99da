import { describe, expect, it } from 'vitest'

import { clashes, exportFileName, planMerge, readImport, summary, workOf, writeExport, type BotExport } from './merge'

const bot = (name: string, responds_to: string | null = '', url = ''): BotExport => ({ name, responds_to, url })
const text = (value: unknown) => JSON.stringify(value)

describe('readImport', () => {
  it('reads what writeExport wrote, and only its three fields', () => {
    const bots = [bot('CatBot', 'cat', 'http://a/'), bot('Quiet', null)]
    expect(readImport(writeExport(bots))).toEqual({ bots, errors: [] })
    const stored = { id: 3, room: 'r', ...bot('CatBot') }
    expect(readImport(writeExport([stored])).bots).toEqual([bot('CatBot')])
    expect(readImport(text([stored])).bots).toEqual([bot('CatBot')])
  })

  it('is not put off by a byte order mark', () => {
    expect(readImport('\uFEFF' + text([bot('A')])).errors).toEqual([])
  })

  it.each([
    ['', 'nothing to import'],
    ['  \n', 'nothing to import'],
    ['[{', 'not valid JSON'],
    ['{"name": "A"}', 'an object, but must be a list'],
    ['"A"', 'a text, but must be a list'],
    ['null', 'null, but must be a list'],
    ['3', 'a number, but must be a list'],
    ['true', 'true or false, but must be a list'],
    ['[]', 'empty'],
  ])('explains %j', (json, why) => {
    const { bots, errors } = readImport(json)
    expect(bots).toEqual([])
    expect(errors).toHaveLength(1)
    expect(errors[0]).toContain(why)
  })

  it('names the entry and what is wrong with it, and leaves the good ones alone', () => {
    const entries = [bot('Good'), { ...bot('Bad'), url: 5 }, bot(''), { responds_to: '' }, [], bot('Fine')]
    expect(readImport(text(entries)).errors).toEqual([
      'Bot 2 (Bad): "url" is a number, but must be a text in quotes.',
      'Bot 3: "name" is empty.',
      'Bot 4: "name" is missing.',
      'Bot 4: "url" is missing.',
      'Bot 5: this is a list, but must be an object in { }.',
    ])
  })

  it('takes a pattern of null, which the server may store, but no name or URL of null', () => {
    expect(readImport(text([bot('A', null)])).errors).toEqual([])
    expect(readImport(text([{ name: null, responds_to: null, url: null }])).errors).toHaveLength(2)
  })
})

describe('writeExport', () => {
  it('indents by two spaces, in this order', () => {
    expect(writeExport([bot('A', 'a', 'http://a/')])).toBe(
      '[\n  {\n    "name": "A",\n    "responds_to": "a",\n    "url": "http://a/"\n  }\n]',
    )
  })
})

describe('exportFileName', () => {
  it('has the room in it, unless that is not to be seen', () => {
    expect(exportFileName('my room')).toBe('necsus_export_my room.json')
    expect(exportFileName('a/b?')).toBe('necsus_export_a_b_.json')
    expect(exportFileName('')).toBe('necsus_export.json')
  })
})

describe('clashes', () => {
  it('are by name, pattern or URL', () => {
    expect(clashes(bot('A', 'x', 'http://a/'), bot('A', 'y', 'http://b/'))).toEqual(['name'])
    expect(clashes(bot('A', 'x', 'http://a/'), bot('B', 'x', 'http://b/'))).toEqual(['pattern'])
    expect(clashes(bot('A', 'x', 'http://a/'), bot('B', 'y', 'http://a/'))).toEqual(['URL'])
    expect(clashes(bot('A', 'x', 'http://a/'), bot('B', 'y', 'http://b/'))).toEqual([])
  })

  it('are never by what is empty', () => {
    expect(clashes(bot('A'), bot('B'))).toEqual([])
    expect(clashes(bot('A', null), bot('B', ''))).toEqual([])
    expect(clashes(bot('A', null), bot('B', null))).toEqual([])
  })

  it('are by exact text', () => {
    expect(clashes(bot('cat'), bot('Cat'))).toEqual([])
  })
})

describe('planMerge', () => {
  it('keeps and does not add what both have', () => {
    const plan = planMerge([bot('A', 'a', 'http://a/')], [bot('A', 'a', 'http://a/')])
    expect(plan.existing[0]).toMatchObject({ isIdentical: true, keep: true, conflict: null })
    expect(plan.imported[0]).toMatchObject({ isIdentical: true, add: false })
  })

  it('sees no difference between no pattern and an empty one', () => {
    expect(planMerge([bot('A', null)], [bot('A', '')]).existing[0]!.isIdentical).toBe(true)
  })

  it('deletes what clashes, says with what, and keeps the rest', () => {
    const plan = planMerge(
      [bot('Old', 'x', 'http://a/'), bot('Other', '', 'http://o/'), bot('Empty')],
      [bot('New', 'x', 'http://a/'), bot('Blank')],
    )
    expect(plan.existing.map(({ keep }) => keep)).toEqual([false, true, true])
    expect(plan.existing[0]!.conflict).toEqual({ shares: ['pattern', 'URL'], name: 'New' })
    expect(plan.imported.map(({ add }) => add)).toEqual([true, true])
  })

  it('does not let an identical one clash with another import', () => {
    const plan = planMerge([bot('A', 'x', 'http://a/')], [bot('B', 'x'), bot('A', 'x', 'http://a/')])
    expect(plan.existing[0]).toMatchObject({ isIdentical: true, keep: true, conflict: null })
  })
})

describe('workOf', () => {
  const existing = [bot('Same'), bot('Clash', '', 'http://c/'), bot('Free')]
  const imported = [bot('Same'), bot('Clash', 'new'), bot('Extra')]

  it('follows the ticks', () => {
    const plan = planMerge(existing, imported)
    const names = () => {
      const { add, remove, kept } = workOf(plan)
      return { add: add.map(({ name }) => name), remove: remove.map(({ name }) => name), kept }
    }
    expect(names()).toEqual({ add: ['Clash', 'Extra'], remove: ['Clash'], kept: 2 })
    plan.existing[1]!.keep = true
    plan.existing[2]!.keep = false
    plan.imported[2]!.add = false
    expect(names()).toEqual({ add: ['Clash'], remove: ['Free'], kept: 2 })
  })

  it('never adds or deletes an identical one, whatever its tick says', () => {
    const plan = planMerge(existing, imported)
    plan.existing[0]!.keep = false
    plan.imported[0]!.add = true
    expect(workOf(plan).remove.map(({ name }) => name)).toEqual(['Clash'])
    expect(workOf(plan).add.map(({ name }) => name)).toEqual(['Clash', 'Extra'])
  })

  it('is said in a sentence', () => {
    expect(summary(workOf(planMerge(existing, imported)))).toBe('2 bots will be added, 2 kept, 1 deleted.')
    expect(summary(workOf(planMerge([], [bot('A')])))).toBe('1 bot will be added, 0 kept, 0 deleted.')
  })
})
