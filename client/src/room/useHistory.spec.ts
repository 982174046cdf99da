import { describe, expect, it, vi } from 'vitest'

import type { Message } from '../api/types'
import { useHistory } from './useHistory'

const upTo = (last: number, limit: number) =>
  Array.from(
    { length: Math.min(last, limit) },
    (_, index) => ({ id: last - Math.min(last, limit) + index + 1 }) as Message,
  )

/** A room with messages 1 to `count`. */
function historyOf(count: number) {
  let oldest: number | undefined
  const page = vi.fn((messages: Message[]) => {
    oldest = messages[0]!.id
  })
  const fetch = vi.fn((limit: number, before?: number) => Promise.resolve(upTo((before ?? count + 1) - 1, limit)))
  return { ...useHistory(fetch, { page, oldest: () => oldest }), page, fetch, oldest: () => oldest }
}

describe('the history of a room', () => {
  it('is loading until its newest messages are there', async () => {
    const { first, isLoading, page } = historyOf(100)
    page.mockImplementationOnce(() => expect(isLoading.value).toBe(false))
    expect(isLoading.value).toBe(true)
    await first()
    expect(isLoading.value).toBe(false)
    expect(page).toHaveBeenCalledTimes(1)
  })

  it('of an empty room is loaded when that is known', async () => {
    const { first, rest, isLoading, hasOlder, page } = historyOf(0)
    await first()
    expect(isLoading.value).toBe(false)
    await rest()
    expect(hasOlder.value).toBe(false)
    expect(page).not.toHaveBeenCalled()
  })

  it('of more than 10,000 offers the older ones, a page at a time, until there are none', async () => {
    const { first, rest, older, hasOlder, oldest } = historyOf(11_500)
    await first()
    await rest()
    expect(oldest()).toBe(1501)
    expect(hasOlder.value).toBe(true)
    const loading = older()
    expect(hasOlder.value).toBe(false)
    await loading
    expect(oldest()).toBe(501)
    expect(hasOlder.value).toBe(true)
    await older()
    expect(oldest()).toBe(1)
    expect(hasOlder.value).toBe(false)
  })

  it('offers what could not be fetched', async () => {
    const { first, rest, older, fetch, hasOlder, oldest } = historyOf(500)
    await first()
    fetch.mockRejectedValueOnce(new Error('offline'))
    await rest()
    expect(hasOlder.value).toBe(true)
    await older()
    expect(oldest()).toBe(1)
    expect(hasOlder.value).toBe(false)
  })

  it('has nothing older any more after a clear', async () => {
    const { first, rest, forget, hasOlder } = historyOf(11_500)
    await first()
    await rest()
    expect(hasOlder.value).toBe(true)
    forget()
    expect(hasOlder.value).toBe(false)
  })
})
