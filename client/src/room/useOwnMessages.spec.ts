import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'

import { inScope } from '../../tests/support/unit/inScope'
import { aMessage } from '../../tests/support/unit/message'
import { useOwnMessages } from './useOwnMessages'

beforeEach(() => {
  sessionStorage.clear()
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

function ownOf(initial: string) {
  const name = ref(initial)
  const changed = vi.fn<(names: Set<string>) => void>()
  const own = inScope(() => useOwnMessages('cats', () => name.value, changed))
  return { name, changed, own }
}

describe("one's own messages", () => {
  it('are those of users of the present name', () => {
    const { name, own } = ownOf('Ada')
    expect(own.isOwn(aMessage(1))).toBe(true)
    expect(own.isOwn(aMessage(2, { author: 'Eve' }))).toBe(false)
    expect(own.isOwn(aMessage(3, { kind: 'bot' }))).toBe(false)
    expect(own.isOwn(aMessage(4, { kind: 'system' }))).toBe(false)
    name.value = 'Eve'
    expect(own.isOwn(aMessage(1))).toBe(false)
    expect(own.isOwn(aMessage(2, { author: 'Eve' }))).toBe(true)
  })

  it('are, of the name that everybody begins with, only those that were sent from this tab; also after a reload', () => {
    const { own } = ownOf('Anonymous')
    own.add(2)
    expect(own.isOwn(aMessage(1, { author: 'Anonymous' }))).toBe(false)
    expect(own.isOwn(aMessage(2, { author: 'Anonymous' }))).toBe(true)
    const { own: reloaded } = ownOf('Anonymous')
    expect(reloaded.isOwn(aMessage(2, { author: 'Anonymous' }))).toBe(true)
  })

  it('may be others when the name changes: once, and not while it is being typed', async () => {
    const { name, changed } = ownOf('A')
    for (const typed of ['Ad', 'Ada']) {
      name.value = typed
      await nextTick()
      vi.advanceTimersByTime(50)
    }
    expect(changed).not.toHaveBeenCalled()
    vi.advanceTimersByTime(100)
    expect(changed.mock.calls).toEqual([[new Set(['A', 'Ad', 'Ada'])]])
    name.value = 'Eve'
    await nextTick()
    vi.advanceTimersByTime(100)
    expect(changed.mock.calls[1]).toEqual([new Set(['Ada', 'Eve'])])
  })
})
