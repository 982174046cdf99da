import { beforeEach, describe, expect, it, vi } from 'vitest'

import { keptInTab } from '../storage'
import { ServerError } from './http'
import { Outbox, type Outgoing, type OutboxEvents, type Send } from './outbox'
import type { Message } from './types'

const stored = (id: number, text: string, author = 'Ada') => ({ id, kind: 'user', author, text }) as Message
const broken = () => Promise.reject(new ServerError('The database failed.', 500))
const offline = () => Promise.reject(new ServerError('The server cannot be reached.', 0))

function outboxWith(send: Send) {
  /** What is shown below the messages, as these events say. */
  const shown = new Map<string, Outgoing>()
  const events = {
    changed: vi.fn((outgoing: Outgoing) => shown.set(outgoing.key, outgoing)),
    gone: vi.fn<OutboxEvents['gone']>((outgoing) => shown.delete(outgoing.key)),
    recognised: vi.fn(),
  }
  const sleep = vi.fn(nextTask)
  return {
    outbox: new Outbox(send, events, keptInTab('outbox'), sleep),
    events,
    sleep,
    pending: () => [...shown.values()],
  }
}

/** Not only the next microtask: who waits for ever lets others run. */
const nextTask = () => new Promise<void>((done) => void setTimeout(done))

const inStorage = () => sessionStorage.getItem('outbox')

beforeEach(() => sessionStorage.clear())

describe('the outbox', () => {
  it('shows a message at once, and lets it go when it is stored', async () => {
    const { outbox, events, pending } = outboxWith((_author, text) => Promise.resolve(stored(1, text)))
    outbox.post('Ada', 'hi')
    expect(events.changed).toHaveBeenCalledTimes(1)
    expect(pending()).toHaveLength(1)
    await vi.waitFor(() => expect(events.gone).toHaveBeenCalledTimes(1))
    expect(events.gone.mock.calls[0]![1]).toEqual(stored(1, 'hi'))
    expect(pending()).toHaveLength(0)
  })

  it('tries again with the same key, so that nothing is stored twice', async () => {
    const send = vi.fn<Send>().mockImplementationOnce(offline).mockImplementationOnce(offline)
    send.mockResolvedValue(stored(1, 'hi'))
    const { outbox, events, sleep } = outboxWith(send)
    outbox.post('Ada', 'hi')
    await vi.waitFor(() => expect(events.gone).toHaveBeenCalled())
    expect(new Set(send.mock.calls.map(([, , key]) => key)).size).toBe(1)
    expect(sleep.mock.calls).toEqual([[1000], [3000]])
  })

  it('keeps what the server failed to store, says why, and sends it when its author says so', async () => {
    const send = vi.fn<Send>(broken)
    const { outbox, events, pending } = outboxWith(send)
    outbox.post('Ada', 'hi')
    await vi.waitFor(() => expect(pending()[0]?.failure).toBe('The database failed.'))
    expect(send).toHaveBeenCalledTimes(4)
    const [first] = pending()
    expect(events.gone).not.toHaveBeenCalled()
    send.mockResolvedValue(stored(1, 'hi'))
    outbox.retry(first!.key)
    expect(pending()[0]?.failure).toBeUndefined()
    await vi.waitFor(() => expect(events.gone).toHaveBeenCalledTimes(1))
  })

  it('waits for a connection, says so, and sends by itself, in order, when there is one', async () => {
    const send = vi.fn<Send>(offline)
    const { outbox, events, sleep, pending } = outboxWith(send)
    sleep.mockImplementation(() => (send.mock.calls.length < 3 ? nextTask() : new Promise(() => undefined)))
    outbox.post('Ada', 'one')
    outbox.post('Ada', 'two')
    await vi.waitFor(() => expect(pending()[0]?.waiting).toMatch('sent by itself as soon as'))
    await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(3))
    expect(pending().map(({ failure }) => failure)).toEqual([undefined, undefined])
    const texts: string[] = []
    send.mockImplementation((_author, text) => Promise.resolve(stored(texts.push(text), text)))
    outbox.connected()
    await vi.waitFor(() => expect(events.gone).toHaveBeenCalledTimes(2))
    expect(texts).toEqual(['one', 'two'])
    expect(sleep.mock.calls).toEqual([[1000], [3000], [8000]])
    expect(new Set(send.mock.calls.slice(0, 4).map(([, , key]) => key)).size).toBe(1)
  })

  it('goes on trying now and then, for it may be the stream alone that has no connection', async () => {
    const send = vi.fn<Send>(offline)
    const { outbox, events, sleep } = outboxWith(send)
    outbox.post('Ada', 'hi')
    await vi.waitFor(() => expect(send.mock.calls.length).toBeGreaterThan(6))
    send.mockResolvedValue(stored(1, 'hi'))
    await vi.waitFor(() => expect(events.gone).toHaveBeenCalled())
    expect(sleep.mock.calls.slice(0, 5)).toEqual([[1000], [3000], [8000], [15_000], [15_000]])
  })

  it('tries nothing while the browser is offline, however long that is', async () => {
    let isOnline = false
    Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => isOnline })
    const send = vi.fn<Send>().mockResolvedValue(stored(1, 'hi'))
    const { outbox, events, sleep, pending } = outboxWith(send)
    sleep.mockReturnValue(new Promise(() => undefined))
    outbox.post('Ada', 'hi')
    await vi.waitFor(() => expect(pending()[0]?.waiting).toBeDefined())
    vi.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ['Date'] })
    isOnline = true
    outbox.connected()
    await vi.waitFor(() => expect(events.gone).toHaveBeenCalledWith(expect.anything(), stored(1, 'hi')))
    vi.useRealTimers()
    Reflect.deleteProperty(navigator, 'onLine')
  })

  it('asks its author what to do if it may have arrived so long ago that the server forgot it', async () => {
    const send = vi.fn<Send>(offline)
    const { outbox, sleep, pending } = outboxWith(send)
    sleep.mockImplementation(() => {
      vi.useFakeTimers({ now: Date.now() + 600_000, toFake: ['Date'] })
      return nextTask()
    })
    outbox.post('Ada', 'hi')
    await vi.waitFor(() => expect(pending()[0]?.failure).toMatch('not known whether it arrived'))
    expect(send).toHaveBeenCalledTimes(1)
    vi.useRealTimers()
  })

  it('waits as long as the server says and says so, as often as need be, and keeps order and key', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const tooMany = () => Promise.reject(new ServerError('Too many messages.', 429, 2000))
    const texts: string[] = []
    const send = vi.fn<Send>((_author, text) => Promise.resolve(stored(texts.push(text), text)))
    for (let i = 0; i < 6; i += 1) send.mockImplementationOnce(tooMany)
    const { outbox, events, sleep, pending } = outboxWith(send)
    const said = new Set<string | undefined>()
    sleep.mockImplementation(() => {
      for (const { waiting } of pending()) said.add(waiting)
      return Promise.resolve()
    })
    outbox.post('Ada', 'one')
    outbox.post('Ada', 'two')
    await vi.waitFor(() => expect(events.gone).toHaveBeenCalledTimes(2))
    expect(texts).toEqual(['one', 'two'])
    expect(new Set(send.mock.calls.slice(0, 7).map(([, , key]) => key)).size).toBe(1)
    expect(sleep.mock.calls).toEqual(Array(12).fill([1000]))
    expect([...said]).toEqual([
      'Too many at once: sent again by itself in 2 s.',
      undefined,
      'Too many at once: sent again by itself in 1 s.',
    ])
    expect(events.gone.mock.calls.every(([{ waiting, failure }]) => !waiting && !failure)).toBe(true)
  })

  it('asks its author once the server would no longer know the key', async () => {
    const send = vi.fn<Send>(() => Promise.reject(new ServerError('Too many messages.', 429, 600_000)))
    const { outbox, pending } = outboxWith(send)
    outbox.post('Ada', 'hi')
    await vi.waitFor(() => expect(pending()[0]?.failure).toBe('Too many messages.'))
    expect(send).toHaveBeenCalledTimes(1)
  })

  it('lets an author give up a message that waits, and goes on with the next', async () => {
    const { outbox, events, sleep } = outboxWith((_author, text) =>
      text === 'one' ? Promise.reject(new ServerError('Too many.', 429, 60_000)) : Promise.resolve(stored(1, text)),
    )
    sleep.mockImplementationOnce(() => {
      outbox.remove(events.changed.mock.calls[0]![0].key)
      return Promise.resolve()
    })
    outbox.post('Ada', 'one')
    outbox.post('Ada', 'two')
    await vi.waitFor(() => expect(events.gone).toHaveBeenCalledTimes(2))
    expect(sleep).toHaveBeenCalledTimes(1)
  })

  it('does not try again what the server refuses', async () => {
    const send = vi.fn<Send>(() => Promise.reject(new ServerError('The text is too long.', 413)))
    const { outbox, pending } = outboxWith(send)
    outbox.post('Ada', 'hi')
    await vi.waitFor(() => expect(pending()[0]?.failure).toBe('The text is too long.'))
    expect(send).toHaveBeenCalledTimes(1)
  })

  it('lets an author give a message up', async () => {
    const { outbox, events, pending } = outboxWith(broken)
    outbox.post('Ada', 'hi')
    await vi.waitFor(() => expect(pending()[0]?.failure).toBeDefined())
    const [first] = pending()
    outbox.remove(first!.key)
    expect(pending()).toHaveLength(0)
    expect(events.gone).toHaveBeenCalledWith(first, undefined)
  })

  it('sends one after the other, in the order in which they were written', async () => {
    const texts: string[] = []
    let release: (() => void) | undefined
    const first = new Promise<void>((done) => (release = done))
    const { outbox } = outboxWith(async (_author, text) => {
      texts.push(text)
      if (text === 'one') await first
      return stored(texts.length, text)
    })
    outbox.post('Ada', 'one')
    outbox.post('Ada', 'two')
    await vi.waitFor(() => expect(texts).toEqual(['one']))
    release!()
    await vi.waitFor(() => expect(texts).toEqual(['one', 'two']))
  })

  it('knows its own message in the stream, which may be quicker than the answer', async () => {
    let answer: ((message: Message) => void) | undefined
    const { outbox, events } = outboxWith(() => new Promise((done) => (answer = done)))
    outbox.post('Ada', 'hi')
    await vi.waitFor(() => expect(answer).toBeDefined())
    expect(outbox.recognise(stored(4, 'hi', 'Eve'))).toBe(false)
    expect(outbox.recognise(stored(5, 'hi'))).toBe(true)
    expect(events.recognised).toHaveBeenCalledTimes(1)
    answer!(stored(5, 'hi'))
    await vi.waitFor(() => expect(events.gone).toHaveBeenCalledTimes(1))
    expect(outbox.recognise(stored(6, 'hi'))).toBe(false)
  })

  it("is not emptied by somebody else's message of the same words", async () => {
    const send = vi.fn<Send>().mockImplementationOnce(offline)
    const { outbox, events, sleep } = outboxWith(send)
    sleep.mockImplementationOnce(() => {
      outbox.recognise(stored(3, 'hi')) // it may be Eve's, who is called Ada too
      send.mockResolvedValue(stored(5, 'hi'))
      return Promise.resolve()
    })
    outbox.post('Ada', 'hi')
    await vi.waitFor(() => expect(events.gone).toHaveBeenCalledTimes(1))
    expect(events.gone.mock.calls[0]![1]).toEqual(stored(5, 'hi'))
  })

  it('sends after a reload what was not sent before, with the same key', async () => {
    const { outbox, pending } = outboxWith(() => new Promise(() => undefined))
    outbox.post('Ada', 'hi')
    const key = pending()[0]!.key
    const send = vi.fn<Send>().mockResolvedValue(stored(1, 'hi'))
    const reloaded = outboxWith(send)
    reloaded.outbox.restore()
    await vi.waitFor(() => expect(send).toHaveBeenCalledWith('Ada', 'hi', key))
    await vi.waitFor(() => expect(inStorage()).toBeNull())
  })

  it('asks its author about what failed, and about what may have arrived long ago', () => {
    const longAgo = Date.now() / 1000 - 3600
    const old = { key: 'a', author: 'Ada', text: 'old', when: longAgo, tried: longAgo }
    const failed = { key: 'b', author: 'Ada', text: 'failed', when: Date.now() / 1000, failure: 'why' }
    sessionStorage.setItem('outbox', JSON.stringify([old, failed]))
    const send = vi.fn<Send>(offline)
    const { outbox, events, pending } = outboxWith(send)
    outbox.restore()
    expect(send).not.toHaveBeenCalled()
    expect(events.changed).toHaveBeenCalledTimes(2)
    expect(pending().map(({ failure }) => Boolean(failure))).toEqual([true, true])
  })

  it.each([
    '{',
    'null',
    '{"key": "a"}',
    '5',
    '[{"key": "a", "author": "Ada", "text": "hi", "when": 1e999}]',
    '[{"key": "a", "author": "Ada", "text": "hi", "when": 1e200}]',
    '[{"key": "a\\nb", "author": "Ada", "text": "hi", "when": 1}]',
    '[{"key": "", "author": "Ada", "text": "hi", "when": 1}]',
    '[{"key": "a", "author": null, "text": "hi", "when": 1}]',
    '[{"key": "a", "author": "Ada", "text": {}, "when": 1, "failure": 5}]',
    '[null, 5, "a", {"key": "a"}, {"key": "a", "author": "Ada", "text": "hi", "when": "3 pm"}]',
  ])('is not broken by what else may be in the storage: %s', (text) => {
    sessionStorage.setItem('outbox', text)
    const send = vi.fn<Send>(offline)
    const { outbox, pending } = outboxWith(send)
    expect(() => outbox.restore()).not.toThrow()
    expect(pending()).toEqual([])
    expect(send).not.toHaveBeenCalled()
  })
})
