// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'

import { anotherGreeting, greetings } from './greetings'
import { useTypedGreeting } from './useTypedGreeting'

describe('the greetings', () => {
  it('are fourteen, each with its "!"', () => {
    expect(greetings).toHaveLength(14)
    expect(new Set(greetings.map(({ text }) => text)).size).toBe(14)
    for (const { text } of greetings) expect(text).toMatch(/[^!]!$/)
  })

  it('never come twice in a row', () => {
    for (const random of [0, 0.5, 0.999]) {
      expect(anotherGreeting(greetings[0], () => random)).not.toBe(greetings[0])
    }
  })
})

describe('a typed greeting', () => {
  let scope: EffectScope
  let wantsLessMotion = false

  function typed() {
    scope = effectScope()
    return scope.run(() => useTypedGreeting())!
  }

  beforeEach(() => {
    wantsLessMotion = false
    vi.useFakeTimers()
    vi.spyOn(console, 'warn').mockReturnValue()
    vi.stubGlobal('matchMedia', () => ({
      matches: wantsLessMotion,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }))
  })

  afterEach(() => {
    scope.stop()
    vi.clearAllTimers()
    vi.useRealTimers()
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })

  it('appears letter by letter and gives way to another after 5 s', () => {
    const { greeting, typed: text } = typed()
    const first = greeting.value
    expect(text.value).toHaveLength(1)
    vi.advanceTimersByTime(2000)
    expect(text.value).toBe(first.text)
    vi.advanceTimersByTime(3500)
    expect(greeting.value).not.toBe(first)
  })

  it('stands still when stopped, whole, and goes on when started', () => {
    const { greeting, typed: text, isMoving, start, stop } = typed()
    const first = greeting.value
    stop()
    vi.advanceTimersByTime(20_000)
    expect(isMoving.value).toBe(false)
    expect(text.value).toBe(first.text)
    start()
    vi.advanceTimersByTime(2000)
    expect(greeting.value).not.toBe(first)
  })

  it('is not typed for those who want less motion', () => {
    wantsLessMotion = true
    const { greeting, typed: text, isMoving } = typed()
    expect(isMoving.value).toBe(false)
    expect(text.value).toBe(greeting.value.text)
    vi.advanceTimersByTime(20_000)
    expect(text.value).toBe(greeting.value.text)
  })
})
