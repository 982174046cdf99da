import { beforeEach, describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'

import { FakeSocket } from '../../tests/support/unit/fakeSocket'
import { inScope } from '../../tests/support/unit/inScope'
import { aMessage } from '../../tests/support/unit/message'
import type { Message } from '../api/types'
import { settings } from '../settings/settings'
import { useRoom } from './useRoom'

/** A server whose room holds these messages; it answers a POST when a test wants it to. */
function fakeServer(...stored: Message[]) {
  const posts: { body: object; answer: (message: Message) => void }[] = []
  const json = (body: unknown) => new Response(JSON.stringify(body))
  const fetch = vi.fn((path: string, { method, body }: RequestInit) => {
    if (method === 'GET') return Promise.resolve(json(path.startsWith('/api/messages') ? stored : []))
    return new Promise<Response>((done) => {
      posts.push({ body: JSON.parse(body as string) as object, answer: (message) => done(json(message)) })
    })
  })
  vi.stubGlobal('fetch', fetch)
  return { posts, fetch }
}

beforeEach(() => {
  sessionStorage.clear()
  settings.name = 'Ada'
  FakeSocket.all = []
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.stubGlobal(
    'ResizeObserver',
    vi.fn(() => ({ observe: vi.fn(), disconnect: vi.fn() })),
  )
  return () => vi.unstubAllGlobals()
})

/** The room with its elements in a page, and what was received from others. */
async function opened() {
  const box = shallowRef<HTMLElement | null>(null)
  const received = vi.fn<(message: Message, text: string) => void>()
  const room = inScope(() => useRoom('cats', box, received))
  box.value = document.createElement('div')
  box.value.append(...room.roots)
  await room.open()
  FakeSocket.newest.onopen!()
  const [list, pending] = room.roots
  return {
    room,
    received,
    shown: () => [...list!.querySelectorAll('.content')].map(({ textContent }) => textContent),
    pending: () => [...pending!.querySelectorAll('.message-card:not([hidden])')].length,
  }
}

describe('a room', () => {
  it('shows what was said, and asks for what comes from then on', async () => {
    fakeServer(aMessage(1), aMessage(2))
    const { room, received, shown } = await opened()
    expect(shown()).toEqual(['text 1', 'text 2'])
    expect(FakeSocket.newest.url).toContain('/ws/cats?since=2')
    expect(room.stream.isConnected.value).toBe(true)
    expect(room.isEmpty.value).toBe(false)
    expect(received).not.toHaveBeenCalled()
  })

  it('passes on what others say once, and not what is one’s own', async () => {
    fakeServer()
    const { received, shown } = await opened()
    FakeSocket.newest.receive('message', aMessage(1, { author: 'Eve', text: '<b>hi</b>' }))
    FakeSocket.newest.receive('message', aMessage(1, { author: 'Eve', text: '<b>hi</b>' }))
    FakeSocket.newest.receive('message', aMessage(2))
    expect(shown()).toEqual(['hi', 'text 2'])
    expect(received.mock.calls.map(([{ id }, text]) => [id, text])).toEqual([[1, 'hi']])
  })

  it.each(['the stream', 'the answer'])(
    'has what is sent from it once, if %s is the first to bring it',
    async (first) => {
      const { posts } = fakeServer()
      const { room, shown, pending } = await opened()
      room.post('hi')
      expect(pending()).toBe(1)
      await vi.waitFor(() => expect(posts).toHaveLength(1))
      expect(posts[0]!.body).toEqual({ room: 'cats', author: 'Ada', text: 'hi' })
      const message = aMessage(5, { text: 'hi' })
      const byStream = () => FakeSocket.newest.receive('message', message)
      if (first === 'the stream') byStream()
      posts[0]!.answer(message)
      await vi.waitFor(() => expect(room.roots[1]!.childElementCount).toBe(0))
      if (first === 'the answer') byStream()
      expect(shown()).toEqual(['hi'])
      expect(pending()).toBe(0)
    },
  )

  it('does not take the answer to a POST for all that was said before it', async () => {
    const { posts } = fakeServer(aMessage(1))
    const { room } = await opened()
    room.post('hi')
    await vi.waitFor(() => expect(posts).toHaveLength(1))
    posts[0]!.answer(aMessage(5, { text: 'hi' }))
    await vi.waitFor(() => expect(room.list.has(5)).toBe(true))
    FakeSocket.newest.onclose!()
    room.stream.reconnectNow()
    expect(FakeSocket.all).toHaveLength(2)
    expect(FakeSocket.newest.url).toContain('since=1')
  })

  it('changes the sides of messages with the name', async () => {
    fakeServer(aMessage(1), aMessage(2, { author: 'Eve' }))
    const { room } = await opened()
    const isRight = (id: number) => room.list.card(id)!.classList.contains('message-right')
    expect([isRight(1), isRight(2)]).toEqual([true, false])
    settings.name = 'Eve'
    await vi.waitFor(() => expect([isRight(1), isRight(2)]).toEqual([false, true]))
  })

  it('is empty after a clear, and lives on', async () => {
    fakeServer(aMessage(1), aMessage(2, { kind: 'bot', author: 'Owl', state: {} }))
    const { room, shown } = await opened()
    FakeSocket.newest.receive('conversation', { bot_id: 7, name: 'Owl', state: {} })
    expect(room.conversation.leader.value).toBe('Owl')
    FakeSocket.newest.receive('clear_messages', {})
    FakeSocket.newest.receive('conversation', { bot_id: null })
    expect(shown()).toEqual([])
    expect(room.isEmpty.value).toBe(true)
    expect(room.conversation.leader.value).toBeUndefined()
    FakeSocket.newest.receive('message', aMessage(3))
    expect(shown()).toEqual(['text 3'])
  })

  it('asks after each break which of its bots are left', async () => {
    const { fetch } = fakeServer()
    const { room } = await opened()
    FakeSocket.newest.receive('put_bot', { id: 1, room: 'cats', name: 'Owl', responds_to: '', url: '' })
    expect(room.bots.value.map(({ name }) => name)).toEqual(['Owl'])
    FakeSocket.newest.onclose!()
    room.stream.reconnectNow()
    FakeSocket.newest.onopen!()
    await vi.waitFor(() => expect(room.bots.value).toEqual([]))
    expect(fetch.mock.calls.at(-1)![0]).toBe('/api/bots?room=cats')
  })
})
