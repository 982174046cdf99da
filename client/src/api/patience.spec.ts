import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { postForm, ServerError } from './http'
import { whenTaken } from './patience'

const refusal = (retryAfter: number | undefined, status = 429) => new ServerError('Too much.', status, retryAfter)

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(0)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('what is not taken now', () => {
  it('is sent again when the server says so, as often as it says so', async () => {
    const send = vi.fn<() => Promise<string>>()
    send.mockRejectedValueOnce(refusal(3000)).mockRejectedValueOnce(refusal(1000, 503)).mockResolvedValue('done')
    const said: string[] = []
    const sending = whenTaken(send, (text) => said.push(text))
    await vi.advanceTimersByTimeAsync(2999)
    expect(send).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(send).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await sending).toBe('done')
    expect(said).toEqual([
      'Too many at once: sent again by itself in 3 s.',
      'The server is busy: sent again by itself in 1 s.',
    ])
  })

  it.each([
    ['names no time', refusal(undefined)],
    ['names a time that is far away', refusal(3_600_000)],
    ['is for good', new ServerError('No.', 400)],
  ])('is not, if the refusal %s', async (_, error) => {
    await expect(whenTaken(() => Promise.reject(error), vi.fn())).rejects.toThrow(error)
  })
})

describe('when to send again', () => {
  const form = { room: 'r', author: 'a', bot_id: 1, form_data: {} }

  it.each([
    [429, '7', 7000],
    [503, '0', 0],
    [429, 'Thu, 01 Jan 1970 00:00:09 GMT', 9000],
    [429, 'Thu, 01 Jan 1970 00:00:00 GMT', 0],
    [429, 'soon', undefined],
    [429, undefined, undefined],
    [400, '7', undefined],
  ])('is what Retry-After says: %s %s', async (status, header, expected) => {
    vi.setSystemTime(0)
    const headers: Record<string, string> = header === undefined ? {} : { 'Retry-After': header }
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('{"message":"No."}', { status, headers })))
    await expect(postForm(form)).rejects.toMatchObject({ status, retryAfter: expected })
  })
})
