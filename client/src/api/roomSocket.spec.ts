import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { FakeSocket } from '../../tests/support/unit/fakeSocket'
import { RoomSocket, roomSocketUrl, waitBefore, type RoomSocketEvents } from './roomSocket'

function started(random = 0) {
  let since = -1
  const events = { open: vi.fn(), event: vi.fn(), closed: vi.fn() } satisfies RoomSocketEvents
  events.event.mockImplementation(({ data }: { data: { id: number } }) => (since = data.id))
  const around = {
    makeSocket: (url: string) => new FakeSocket(url) as unknown as WebSocket,
    now: () => Date.now(),
    random: () => random,
  }
  const socket = new RoomSocket(() => `ws://h/ws/r?since=${since}`, events, around)
  socket.start()
  return { socket, events }
}

const message = (id: number) => ({ data: JSON.stringify({ kind: 'message', data: { id } }) })

function becomeVisible(): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible')
  document.dispatchEvent(new Event('visibilitychange'))
}

let open: RoomSocket[] = []
beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.all = []
  open = []
})
afterEach(() => {
  for (const socket of open) socket.stop()
  vi.useRealTimers()
})

describe('the address', () => {
  it.each([
    ['http:', 'room', 'ws://h:1/ws/room?since=5'],
    ['https:', 'a/b?c#d%41', 'wss://h:1/ws/a%2Fb%3Fc%23d%2541?since=5'],
    ['http:', '🐈', 'ws://h:1/ws/%F0%9F%90%88?since=5'],
  ])('%s %s', (protocol, room, url) => {
    expect(roomSocketUrl({ protocol, host: 'h:1' }, room, 5)).toBe(url)
  })
})

describe('the wait before a try', () => {
  it('doubles, with chance added, and never passes 15 s', () => {
    expect(waitBefore(1, 0)).toBe(1000)
    expect(waitBefore(2, 0)).toBe(2000)
    expect(waitBefore(2, 0.5)).toBe(3000)
    for (let attempt = 5; attempt < 100; attempt += 1) expect(waitBefore(attempt, 0.9)).toBe(15_000)
  })
})

describe('the socket', () => {
  it('hands on events, and asks for what came since when it connects again', () => {
    const { socket, events } = started()
    open.push(socket)
    expect(FakeSocket.newest.url).toBe('ws://h/ws/r?since=-1')
    FakeSocket.newest.onopen!()
    FakeSocket.newest.onmessage!(message(7))
    expect(events.event).toHaveBeenCalledWith({ kind: 'message', data: { id: 7 } })
    FakeSocket.newest.onclose!()
    expect(events.closed).toHaveBeenCalledWith(Date.now() + 1000)
    vi.advanceTimersByTime(1000)
    expect(FakeSocket.newest.url).toBe('ws://h/ws/r?since=7')
  })

  it('waits longer each time if a busy server opens and closes it soon with 1013, and not after a rest', () => {
    const { socket, events } = started()
    open.push(socket)
    const opened = (milliseconds: number) => {
      FakeSocket.newest.onopen!()
      vi.advanceTimersByTime(milliseconds)
      FakeSocket.newest.onclose!({ code: 1013 })
    }
    for (const wait of [1000, 2000, 4000]) {
      opened(100)
      expect(events.closed).toHaveBeenLastCalledWith(Date.now() + wait)
      vi.advanceTimersByTime(wait)
    }
    opened(60_000)
    expect(events.closed).toHaveBeenLastCalledWith(Date.now() + 1000)
  })

  it('reconnects after every close, waits longer each time, and begins anew once it was open', () => {
    const { socket, events } = started()
    open.push(socket)
    for (const wait of [1000, 2000, 4000, 8000, 15_000, 15_000]) {
      FakeSocket.newest.onclose!()
      expect(events.closed).toHaveBeenLastCalledWith(Date.now() + wait)
      const before = FakeSocket.all.length
      vi.advanceTimersByTime(wait - 1)
      expect(FakeSocket.all.length).toBe(before)
      vi.advanceTimersByTime(1)
      expect(FakeSocket.all.length).toBe(before + 1)
    }
    FakeSocket.newest.onopen!()
    FakeSocket.newest.onclose!()
    expect(events.closed).toHaveBeenLastCalledWith(Date.now() + 1000)
  })

  it('is not deaf or doubled by frames that are no events', () => {
    const { socket, events } = started()
    open.push(socket)
    for (const data of [
      '',
      'no JSON',
      'null',
      '[]',
      '{"kind": 1, "data": {}}',
      '{"kind": "message"}',
      '{"kind": "message", "data": null}',
      new Blob(),
    ]) {
      FakeSocket.newest.onmessage!({ data })
    }
    expect(events.event).not.toHaveBeenCalled()
    FakeSocket.newest.onmessage!(message(1))
    expect(events.event).toHaveBeenCalledTimes(1)
  })

  it('connects at once when the browser is online again, and not twice', () => {
    const { socket } = started()
    open.push(socket)
    FakeSocket.newest.onclose!()
    window.dispatchEvent(new Event('online'))
    expect(FakeSocket.all.length).toBe(2)
    window.dispatchEvent(new Event('online'))
    vi.advanceTimersByTime(60_000)
    expect(FakeSocket.all.length).toBe(2)
  })

  it('gives a socket up that the network took away without a word', () => {
    const { socket, events } = started()
    open.push(socket)
    const dead = FakeSocket.newest
    dead.onopen!()
    vi.advanceTimersByTime(10_000)
    window.dispatchEvent(new Event('online'))
    expect(dead.isClosed).toBe(true)
    expect(events.closed).toHaveBeenCalledTimes(1)
    expect(FakeSocket.all.length).toBe(2)
  })

  it('connects at once when the page is shown again', () => {
    const { socket } = started()
    open.push(socket)
    FakeSocket.newest.onclose!()
    becomeVisible()
    expect(FakeSocket.all.length).toBe(2)
  })

  it('gives a socket up that was silent for 60 s when the page is shown, and listens to it no more', () => {
    const { socket, events } = started()
    open.push(socket)
    const dead = FakeSocket.newest
    dead.onopen!()
    vi.advanceTimersByTime(59_000)
    becomeVisible()
    expect(FakeSocket.all.length).toBe(1)
    vi.advanceTimersByTime(2000)
    becomeVisible()
    expect(dead.isClosed).toBe(true)
    expect(FakeSocket.all.length).toBe(2)
    dead.onmessage!(message(1))
    dead.onclose!()
    expect(events.event).not.toHaveBeenCalled()
    expect(events.closed).toHaveBeenCalledTimes(1)
  })

  it('can be kicked off for a while', () => {
    const { socket, events } = started()
    open.push(socket)
    const first = FakeSocket.newest
    socket.interrupt(8000)
    expect(first.isClosed).toBe(true)
    expect(events.closed).toHaveBeenCalledWith(Date.now() + 8000)
    vi.advanceTimersByTime(8000)
    expect(FakeSocket.all.length).toBe(2)
  })

  it('makes no socket any more once it was stopped', () => {
    const { socket } = started()
    FakeSocket.newest.onclose!()
    socket.stop()
    vi.advanceTimersByTime(60_000)
    window.dispatchEvent(new Event('online'))
    expect(FakeSocket.all.length).toBe(1)
  })
})
