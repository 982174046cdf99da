import { beforeEach, describe, expect, it, vi } from 'vitest'

import { FakeSocket } from '../../tests/support/unit/fakeSocket'
import { inScope } from '../../tests/support/unit/inScope'
import { useStream } from './useStream'

beforeEach(() => {
  FakeSocket.all = []
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
  return () => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  }
})

const listening = () => ({
  opened: vi.fn(),
  message: vi.fn(),
  botPut: vi.fn(),
  botDeleted: vi.fn(),
  cleared: vi.fn(),
  outOfOrder: vi.fn(),
  conversation: vi.fn(),
})

function started(room = 'cats') {
  const events = listening()
  const stream = inScope(() => useStream(room, events))
  stream.start()
  return { stream, events }
}

const query = () => new URL(FakeSocket.newest.url).search

describe('the stream of a room', () => {
  it('is asked for at the address of its room, with the newest messages of a room of which nothing is there', () => {
    started('a/b?c')
    expect(new URL(FakeSocket.newest.url).pathname).toBe('/ws/a%2Fb%3Fc')
    expect(query()).toBe('?since=-1&activity=1&last=10000')
  })

  it('is asked for from the newest message that is there', () => {
    const events = listening()
    const stream = inScope(() => useStream('cats', events))
    stream.seen(7)
    stream.seen(3)
    stream.start()
    expect(query()).toBe('?since=7&activity=1')
  })

  it('tells of an id that was passed long ago, and goes on from where a server with another database is', () => {
    const { stream, events } = started()
    FakeSocket.newest.receive('message', { id: 5 })
    expect(events.outOfOrder).not.toHaveBeenCalled()
    FakeSocket.newest.receive('message', { id: 1 })
    expect(events.outOfOrder).toHaveBeenCalledTimes(1)
    stream.startOver()
    FakeSocket.newest.receive('message', { id: 2 })
    expect(events.outOfOrder).toHaveBeenCalledTimes(1)
  })

  it('brings each kind of event to whom it concerns', () => {
    const { events } = started()
    FakeSocket.newest.onopen!()
    expect(events.opened).toHaveBeenCalledTimes(1)
    FakeSocket.newest.receive('message', { id: 5, text: 'hi' })
    FakeSocket.newest.receive('put_bot', { id: 2, name: 'Owl' })
    FakeSocket.newest.receive('delete_bot', { id: 2, name: 'Owl' })
    FakeSocket.newest.receive('clear_messages', {})
    expect(events.message.mock.calls).toMatchObject([[{ id: 5, text: 'hi' }]])
    expect(events.botPut.mock.calls).toMatchObject([[{ id: 2, name: 'Owl' }]])
    expect(events.botDeleted.mock.calls).toEqual([[2]])
    expect(events.cleared).toHaveBeenCalledTimes(1)
    FakeSocket.newest.receive('conversation', { bot_id: null })
    expect(events.conversation.mock.calls).toEqual([[{ bot_id: null }]])
  })

  it.each(['message', 'put_bot', 'delete_bot'])('ignores a %s without an id', (kind) => {
    const { events } = started()
    for (const data of [{}, { id: null }, { id: '5' }, { id: 1.5 }]) FakeSocket.newest.receive(kind, data)
    expect(events.message).not.toHaveBeenCalled()
    expect(events.botPut).not.toHaveBeenCalled()
    expect(events.botDeleted).not.toHaveBeenCalled()
  })

  it('ignores events of a kind that it does not know', () => {
    const { events } = started()
    FakeSocket.newest.receive('party', { id: 5 })
    for (const event of Object.values(events)) expect(event).not.toHaveBeenCalled()
  })

  it('catches up after a break, by the newest id that came in whatever order', () => {
    started()
    FakeSocket.newest.onopen!()
    FakeSocket.newest.receive('message', { id: 9 })
    FakeSocket.newest.receive('message', { id: 4 })
    FakeSocket.newest.onclose!()
    vi.advanceTimersByTime(2000)
    expect(FakeSocket.all).toHaveLength(2)
    expect(query()).toBe('?since=9&activity=1')
  })

  it('says whether there is a connection, and when the next try is', () => {
    const { stream } = started()
    expect(stream.isConnected.value).toBe(false)
    FakeSocket.newest.onopen!()
    expect(stream.isConnected.value).toBe(true)
    expect(stream.retryAt.value).toBeUndefined()
    FakeSocket.newest.onclose!()
    expect(stream.isConnected.value).toBe(false)
    expect(stream.retryAt.value).toBeGreaterThan(Date.now())
    stream.reconnectNow()
    FakeSocket.newest.onopen!()
    expect(stream.isConnected.value).toBe(true)
    expect(stream.retryAt.value).toBeUndefined()
  })

  it('can be interrupted, and comes back', () => {
    const { stream, events } = started()
    FakeSocket.newest.onopen!()
    stream.interrupt(8000)
    expect(FakeSocket.all[0]!.isClosed).toBe(true)
    expect(stream.retryAt.value).toBe(Date.now() + 8000)
    vi.advanceTimersByTime(8000)
    FakeSocket.newest.onopen!()
    expect(events.opened).toHaveBeenCalledTimes(2)
  })
})
