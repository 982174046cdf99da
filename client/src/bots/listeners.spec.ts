import { describe, expect, it, vi } from 'vitest'

import type { Message } from '../api/types'
import { Listeners } from './listeners'

const entry = (id: number): [HTMLElement, Message] => [document.createElement('div'), { id } as Message]
const idsOf = (listener: ReturnType<typeof vi.fn>) => listener.mock.calls.map(([, message]) => (message as Message).id)

describe('listeners', () => {
  it('are called for the messages that are there, then for each new one, once', () => {
    const listeners = new Listeners(() => [entry(1), entry(2)], vi.fn())
    const listener = vi.fn()
    listeners.addEventListener('message', listener)
    listeners.announce(...entry(3))
    expect(idsOf(listener)).toEqual([1, 2, 3])
  })

  it('are not stopped by one that throws, which is reported, and goes on with the next message', () => {
    const failed = vi.fn()
    const listeners = new Listeners(() => [], failed)
    const bad = vi.fn(() => {
      throw new Error('oops')
    })
    const good = vi.fn()
    listeners.addEventListener('message', bad)
    listeners.addEventListener('message', good)
    listeners.announce(...entry(1))
    listeners.announce(...entry(2))
    expect(idsOf(bad)).toEqual([1, 2])
    expect(idsOf(good)).toEqual([1, 2])
    expect(failed).toHaveBeenCalledTimes(2)
  })

  it('of another kind are refused by name', () => {
    const listeners = new Listeners(() => [], vi.fn())
    expect(() => listeners.addEventListener('click', vi.fn())).toThrow("Unrecognised event kind 'click'")
  })

  it('are not called for messages that were cleared', () => {
    const tasks: (() => void)[] = []
    const many = Array.from({ length: 1000 }, (_, id) => entry(id))
    const listeners = new Listeners(
      () => many,
      vi.fn(),
      (task) => tasks.push(task),
    )
    let clock = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (clock += 10))
    const listener = vi.fn()
    listeners.addEventListener('message', listener)
    const heard = listener.mock.calls.length
    expect(heard).toBeGreaterThan(0)
    expect(heard).toBeLessThan(1000)
    listeners.drop()
    for (const task of tasks) task()
    expect(listener.mock.calls.length).toBe(heard)
    listeners.announce(...entry(2000))
    expect(idsOf(listener).at(-1)).toBe(2000)
  })

  it('are called in order even if a new message comes between old ones', () => {
    const tasks: (() => void)[] = []
    const listeners = new Listeners(
      () => [entry(1), entry(2), entry(3)],
      vi.fn(),
      (task) => tasks.push(task),
    )
    let clock = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (clock += 20))
    const listener = vi.fn()
    listeners.addEventListener('message', listener)
    listeners.announce(...entry(4))
    while (tasks.length > 0) tasks.shift()!()
    expect(idsOf(listener)).toEqual([1, 2, 3, 4])
  })
})
