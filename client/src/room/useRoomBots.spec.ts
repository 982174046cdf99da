import { describe, expect, it, vi } from 'vitest'

import type { Bot } from '../api/types'
import { useRoomBots } from './useRoomBots'

const bot = (id: number, name = `Bot${id}`): Bot => ({ id, room: 'cats', name, responds_to: '', url: '' })

function botsOf(...present: Bot[]) {
  const fetch = vi.fn(() => Promise.resolve(present))
  const bots = useRoomBots(fetch)
  return { ...bots, fetch, names: () => bots.bots.value.map(({ name }) => name) }
}

describe("a room's bots", () => {
  it('are in order of their ids, each once, as it was last put', () => {
    const { put, names } = botsOf()
    for (const one of [bot(3), bot(1), bot(2), bot(3, 'Renamed')]) put(one)
    expect(names()).toEqual(['Bot1', 'Bot2', 'Renamed'])
  })

  it('go when they are deleted; who is not there cannot go', () => {
    const { put, remove, names } = botsOf()
    put(bot(1))
    put(bot(2))
    remove(1)
    remove(9)
    expect(names()).toEqual(['Bot2'])
  })

  it('are not asked about by a first connection: it brings all that there are', async () => {
    const { fetch, dropDeleted } = botsOf()
    await dropDeleted()
    expect(fetch).not.toHaveBeenCalled()
  })

  it('that were deleted during a break are gone after it', async () => {
    const { put, dropDeleted, names } = botsOf(bot(2))
    put(bot(1))
    put(bot(2))
    await dropDeleted()
    expect(names()).toEqual(['Bot2'])
  })

  it('that come while the server is asked stay, although its answer is older', async () => {
    let answer: (bots: Bot[]) => void = () => undefined
    const { bots, put, dropDeleted } = useRoomBots(() => new Promise((done) => (answer = done)))
    put(bot(1))
    const dropped = dropDeleted()
    put(bot(1, 'Confirmed'))
    put(bot(2))
    answer([])
    await dropped
    expect(bots.value.map(({ name }) => name)).toEqual(['Confirmed', 'Bot2'])
  })

  it('stay if the server cannot be asked; the next connection asks about them again', async () => {
    const { put, fetch, dropDeleted, names } = botsOf()
    put(bot(1))
    fetch.mockRejectedValueOnce(new Error('offline'))
    await dropDeleted()
    expect(names()).toEqual(['Bot1'])
    await dropDeleted()
    expect(names()).toEqual([])
  })
})
