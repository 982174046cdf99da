import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { Bot } from '../api/types'
import { install } from './install'
import { planMerge, workOf, type BotExport } from './merge'

const make = (name: string, url = '') => ({ name, responds_to: '', url })

/** A server with bots, whose answers to some requests can be spoilt. */
function fakeServer(bots: Bot[]) {
  const log: string[] = []
  let spoilt: (entry: string) => Response | undefined = () => undefined
  let nextId = 100
  const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })
  vi.stubGlobal('fetch', async (_path: string, { method, body }: { method: string; body: string }) => {
    const sent = JSON.parse(body) as Partial<Bot>
    const entry = `${method} ${sent.name ?? sent.id}`
    log.push(entry)
    const wrong = spoilt(entry)
    if (wrong) return wrong
    if (method === 'POST') {
      const bot = { id: nextId++, ...sent } as Bot
      bots.push(bot)
      return answer(bot)
    }
    if (sent.room !== 'r') return answer({ message: 'A bot is deleted from its own room only.' }, 403)
    const at = bots.findIndex(({ id }) => id === sent.id)
    return at < 0 ? answer({ message: 'no such bot' }, 400) : answer(bots.splice(at, 1)[0])
  })
  return { log, bots, answer, spoil: (how: typeof spoilt) => (spoilt = how) }
}

describe('install', () => {
  const old: Bot[] = ['A', 'B'].map((name, at) => ({ id: at + 1, room: 'r', ...make(name, `http://${name}/`) }))
  const imported: BotExport[] = [make('A', 'http://new/'), make('B', 'http://new2/'), make('C')]
  let known: Bot[]
  let server: ReturnType<typeof fakeServer>

  beforeEach(() => {
    known = [...old]
    server = fakeServer([...old])
  })
  afterEach(() => vi.unstubAllGlobals())

  const steps = (isCalledOff = () => false) => ({
    added: (bot: Bot) => known.push(bot),
    deleted: (id: number) => (known = known.filter((bot) => bot.id !== id)),
    isCalledOff,
    say: vi.fn(),
  })
  const press = (isCalledOff?: () => boolean) => install('r', workOf(planMerge(known, imported)), steps(isCalledOff))
  const names = () => server.bots.map(({ name, url }) => `${name} ${url}`)

  it('adds, then deletes', async () => {
    expect(await press()).toBe('')
    expect(server.log).toEqual(['POST A', 'POST B', 'POST C', 'DELETE 1', 'DELETE 2'])
    expect(names()).toEqual(['A http://new/', 'B http://new2/', 'C '])
    expect(known).toEqual(server.bots)
  })

  it('says what failed, deletes nothing after a failed add, and goes on there when pressed again', async () => {
    server.spoil((entry) => (entry === 'POST B' ? server.answer({ message: 'Full.' }, 507) : undefined))
    expect(await press()).toBe('B could not be added. Full.')
    expect(server.log).toEqual(['POST A', 'POST B'])
    server.spoil(() => undefined)
    expect(await press()).toBe('')
    expect(server.log.slice(2)).toEqual(['POST B', 'POST C', 'DELETE 1', 'DELETE 2'])
    expect(names()).toEqual(['A http://new/', 'B http://new2/', 'C '])
  })

  it('goes on after a failed delete without adding twice', async () => {
    server.spoil((entry) => (entry === 'DELETE 2' ? server.answer({ message: 'Busy.' }, 503) : undefined))
    expect(await press()).toBe('B could not be deleted. Busy.')
    server.spoil(() => undefined)
    expect(await press()).toBe('')
    expect(server.log.slice(5)).toEqual(['DELETE 2'])
  })

  it('does not mind that somebody else deleted a bot', async () => {
    server.bots.shift()
    expect(await press()).toBe('')
    expect(names()).toEqual(['A http://new/', 'B http://new2/', 'C '])
  })

  it('stops where it is called off', async () => {
    expect(await press(() => server.log.length === 2)).toBe('')
    expect(server.log).toEqual(['POST A', 'POST B'])
  })
})
