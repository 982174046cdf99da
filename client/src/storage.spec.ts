import { afterEach, describe, expect, it, vi } from 'vitest'

import { keptInBrowser, keptInTab } from './storage'

const isNumber = (value: unknown): value is number => typeof value === 'number'

afterEach(() => {
  vi.unstubAllGlobals()
  localStorage.clear()
  sessionStorage.clear()
})

describe.each([
  ['the browser', keptInBrowser, () => localStorage, 'localStorage'],
  ['the tab', keptInTab, () => sessionStorage, 'sessionStorage'],
] as const)('what %s keeps', (_, kept, area, global) => {
  it('is under its key, as it was given', () => {
    kept('draft').setText(' two\nlines ')
    kept('ids').setList([1, 2])
    kept('settings').setFields({ name: 'Ada' })
    expect(area().getItem('draft')).toBe(' two\nlines ')
    expect(area().getItem('ids')).toBe('[1,2]')
    expect(area().getItem('settings')).toBe('{"name":"Ada"}')
    expect(kept('draft').text()).toBe(' two\nlines ')
    expect(kept('ids').list(isNumber)).toEqual([1, 2])
    expect(kept('settings').fields({ name: '' })).toEqual({ name: 'Ada' })
    expect(area()).toHaveLength(3)
  })

  it('is nothing at first, and after it was emptied', () => {
    expect(kept('draft').text()).toBe('')
    expect(kept('ids').list(isNumber)).toEqual([])
    kept('draft').setText('text')
    kept('draft').setText('')
    kept('ids').setList([1])
    kept('ids').setList([])
    expect(area()).toHaveLength(0)
  })

  it.each(['{', '"1"', 'null', '{"0": 1}', '5'])('is no list if there is %s', (text) => {
    area().setItem('ids', text)
    expect(kept('ids').list(isNumber)).toEqual([])
  })

  it('leaves entries of another kind out of a list', () => {
    area().setItem('ids', '[1, "2", null, [3], 4]')
    expect(kept('ids').list(isNumber)).toEqual([1, 4])
  })

  it.each(['{', 'null', '"Ada"', '[]', '5', '{"name": 1, "open": "yes"}'])('is the defaults if there is %s', (text) => {
    area().setItem('settings', text)
    expect(kept('settings').fields({ name: 'Anonymous', open: false })).toEqual({ name: 'Anonymous', open: false })
  })

  it('has the defaults for what is missing, and nothing that they do not name', () => {
    area().setItem('settings', '{"name": "Ada", "colour": "red"}')
    expect(kept('settings').fields({ name: 'Anonymous', open: false })).toEqual({ name: 'Ada', open: false })
  })

  it('is nothing where storage is forbidden, and nothing is thrown', () => {
    const refuse = () => {
      throw new DOMException('forbidden', 'SecurityError')
    }
    vi.stubGlobal(global, { getItem: refuse, setItem: refuse, removeItem: refuse })
    kept('draft').setText('text')
    kept('draft').setText('')
    expect(kept('draft').text()).toBe('')
    expect(kept('ids').list(isNumber)).toEqual([])
    expect(kept('settings').fields({ name: 'Anonymous' })).toEqual({ name: 'Anonymous' })
  })

  it('is nothing where storage may not even be named', () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, global)!
    Object.defineProperty(globalThis, global, {
      configurable: true,
      get: () => {
        throw new DOMException('forbidden', 'SecurityError')
      },
    })
    try {
      kept('draft').setText('text')
      expect(kept('draft').text()).toBe('')
    } finally {
      Object.defineProperty(globalThis, global, before)
    }
  })
})
