import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'

import { inScope } from '../../tests/support/unit/inScope'
import { aMessage } from '../../tests/support/unit/message'
import { useMessages } from './useMessages'

beforeEach(() => document.body.replaceChildren())

function messagesOf(...ids: number[]) {
  const messages = inScope(() => useMessages({ isOwn: () => false, isPlain: () => false, aboutToRun: vi.fn() }))
  document.body.append(messages.list.root)
  for (const id of ids) messages.add(aMessage(id))
  return messages
}

describe('the messages of a room', () => {
  it('are counted, and the newest is known, whatever order they come in', () => {
    const { add, prepend, count, newest } = messagesOf(5)
    expect(add(aMessage(7))).toBe(true)
    expect(add(aMessage(6))).toBe(true)
    prepend([aMessage(1), aMessage(2)])
    expect(count.value).toBe(5)
    expect(newest.value?.id).toBe(7)
  })

  it('are there once', () => {
    const { add, count } = messagesOf(5)
    expect(add(aMessage(5))).toBe(false)
    expect(count.value).toBe(1)
  })

  it('say what they say without scripts and styles', () => {
    const { add, textOf } = messagesOf()
    add(aMessage(1, { kind: 'bot', text: '<b>hi</b><style>b {}</style><script>1</script> there' }))
    expect(textOf(1)).toBe('hi there')
    expect(textOf(2)).toBe('')
  })

  it('play their media only when they are new, and a bot’s', () => {
    const { add, list } = messagesOf()
    add(aMessage(1, { kind: 'bot', media: 'http://bot/a.mp3' }))
    add(aMessage(2, { kind: 'bot', media: 'http://bot/a.mp3', when: Date.now() / 1000 - 120 }))
    add(aMessage(3, { kind: 'bot', media: 'http://bot/a.mp3', when: '3:04 pm' }))
    add(aMessage(4, { media: 'http://bot/a.mp3' }))
    const plays = [1, 2, 3, 4].map((id) => list.card(id)!.querySelector('audio')!.autoplay)
    expect(plays).toEqual([true, false, false, false])
  })

  it('reach listeners once the history is there, the oldest first, and then at once', () => {
    const { add, prepend, listeners, historyIsThere } = messagesOf(5)
    const listener = vi.fn<(element: HTMLElement, message: { id: number }) => void>()
    listeners.addEventListener('message', listener)
    prepend([aMessage(1)])
    expect(listener).not.toHaveBeenCalled()
    historyIsThere()
    add(aMessage(6))
    expect(listener.mock.calls.map(([, { id }]) => id)).toEqual([1, 5, 6])
  })

  it('are gone when the room is cleared, those too that no listener has had yet', () => {
    const { clear, count, newest, list, listeners, historyIsThere, add } = messagesOf(5)
    const listener = vi.fn<(element: HTMLElement, message: { id: number }) => void>()
    listeners.addEventListener('message', listener)
    clear()
    expect(count.value).toBe(0)
    expect(newest.value).toBeUndefined()
    expect(list.root.childElementCount).toBe(0)
    historyIsThere()
    add(aMessage(6))
    expect(listener.mock.calls.map(([, { id }]) => id)).toEqual([6])
  })

  it('keep their times up to date', () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { list } = messagesOf(1)
    const time = () => list.card(1)!.querySelector('.when')!.textContent
    expect(time()).toBe('just now')
    vi.advanceTimersByTime(80_000)
    expect(time()).toBe('1 minute ago')
  })
})
