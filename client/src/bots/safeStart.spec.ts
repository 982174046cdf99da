import { beforeEach, describe, expect, it, vi } from 'vitest'

import { SafeStart } from './safeStart'

const key = 'necsus-trying-cats'
const mark = () => sessionStorage.getItem(key)
let isThere = true
const opened = (search = '') => new SafeStart('cats', search, undefined, () => isThere)
const leave = () => window.dispatchEvent(new Event('pagehide'))

beforeEach(() => {
  vi.useFakeTimers()
  sessionStorage.clear()
  isThere = true
  return () => vi.useRealTimers()
})

describe('a safe start', () => {
  it('is no business of a page whose scripts end well', () => {
    const start = opened()
    expect(start.reason).toBe('')
    start.aboutToRun()
    expect(mark()).not.toBeNull()
    vi.advanceTimersByTime(3000)
    expect(mark()).toBeNull()
    expect(opened().reason).toBe('')
  })

  it('comes after a page that never answered again', () => {
    opened().aboutToRun()
    vi.clearAllTimers()
    const next = opened()
    expect(next.reason).toBe('failed')
    next.aboutToRun()
    expect(opened().reason).toBe('failed')
    next.turnOn()
    expect(opened().reason).toBe('')
  })

  it('comes after a page that was held up, and was left when it answered at last', () => {
    opened().aboutToRun()
    vi.setSystemTime(Date.now() + 5000)
    leave()
    expect(opened().reason).toBe('failed')
  })

  it('comes after a page that scripts took away', () => {
    opened().aboutToRun()
    isThere = false
    vi.advanceTimersByTime(10_000)
    leave()
    expect(opened().reason).toBe('failed')
  })

  it('does not come after a page that its reader left at once', () => {
    opened().aboutToRun()
    leave()
    expect(opened().reason).toBe('')
  })

  it.each(['?plain', '?x=1&plain=1', '?plain=no'])('comes for who asks for it: %s', (search) => {
    expect(opened(search).reason).toBe('asked')
  })

  it.each(['', '?x=plain', '?plainer'])('does not come for %j', (search) => {
    expect(opened(search).reason).toBe('')
  })
})
