import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { Message } from '../api/types'
import { HistoryLoader } from './history'

/** A room with messages 1 to `count`, and a page that has what it was given. */
function roomOf(count: number) {
  let room = Array.from({ length: count }, (_, index) => ({ id: index + 1 }) as Message)
  const shown: number[][] = []
  const fetch = vi.fn((limit: number, before = Infinity) => {
    const older = room.filter(({ id }) => id < before)
    return Promise.resolve(older.slice(Math.max(0, older.length - limit)))
  })
  const loader = new HistoryLoader(fetch, {
    page: (messages) => shown.unshift(messages.map(({ id }) => id)),
    oldest: () => shown[0]?.[0],
  })
  return {
    loader,
    fetch,
    shown,
    clear: () => {
      room = []
    },
  }
}

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

beforeEach(() => {
  // Tasks are let in between the batches; here nobody waits for them.
  vi.stubGlobal('setTimeout', (task: () => void) => queueMicrotask(task))
  return () => vi.unstubAllGlobals()
})

describe('the history', () => {
  it('of a small room is one page', async () => {
    const { loader, fetch, shown } = roomOf(3)
    await loader.first()
    expect(await loader.rest()).toBe(false)
    expect(shown.flat()).toEqual([1, 2, 3])
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  it('comes the newest screenful first, then all the rest, each message once and in order', async () => {
    const { loader, shown } = roomOf(2500)
    await loader.first()
    expect(shown.flat()).toEqual(from(2441, 2500))
    expect(await loader.rest()).toBe(false)
    expect(shown.flat()).toEqual(from(1, 2500))
    expect(Math.max(...shown.map(({ length }) => length))).toBeLessThanOrEqual(200)
  })

  it('of a very large room is the newest 10,000, and older ones when they are asked for', async () => {
    const { loader, shown } = roomOf(11_500)
    await loader.first()
    expect(await loader.rest()).toBe(true)
    expect(shown.flat()).toEqual(from(1501, 11_500))
    expect(await loader.older()).toBe(true)
    expect(shown.flat()).toEqual(from(501, 11_500))
    expect(await loader.older()).toBe(false)
    expect(shown.flat()).toEqual(from(1, 11_500))
  })

  it('that cannot be loaded now may be loaded later', async () => {
    const { loader, fetch, shown } = roomOf(500)
    await loader.first()
    fetch.mockImplementationOnce(() => Promise.reject(new Error('offline')))
    expect(await loader.rest()).toBe(true)
    expect(await loader.older()).toBe(false)
    expect(shown.flat()).toEqual(from(1, 500))
  })

  it('is asked for again and again, until its first page comes', async () => {
    const { loader, fetch, shown } = roomOf(30)
    for (let i = 0; i < 5; i += 1) fetch.mockImplementationOnce(() => Promise.reject(new Error('offline')))
    await loader.first()
    expect(fetch).toHaveBeenCalledTimes(6)
    expect(shown.flat()).toEqual(from(1, 30))
  })

  it('ends when the room is cleared', async () => {
    const { loader, shown } = roomOf(2000)
    await loader.first()
    loader.abort()
    expect(await loader.rest()).toBe(false)
    expect(shown.flat()).toHaveLength(60)
  })
})
