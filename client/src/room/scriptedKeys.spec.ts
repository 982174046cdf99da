import { describe, expect, it } from 'vitest'

import { isScriptsEnter } from './scriptedKeys'

describe("a script's Enter", () => {
  it.each([{ key: 'Enter' }, { keyCode: 13 }, { key: 'Enter', keyCode: 13 }])('is %j', (init) => {
    expect(isScriptsEnter(new KeyboardEvent('keyup', init))).toBe(true)
  })

  it.each([
    { key: 'a', keyCode: 13 },
    { key: 'Enter', isComposing: true },
    { key: 'Enter', keyCode: 229 },
    { key: 'Enter', shiftKey: true },
    { key: 'Enter', ctrlKey: true },
    { key: 'Enter', altKey: true },
    { key: 'Enter', metaKey: true },
    {},
  ])('is not %j', (init) => {
    expect(isScriptsEnter(new KeyboardEvent('keydown', init))).toBe(false)
  })
})
