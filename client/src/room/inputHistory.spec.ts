import { describe, expect, it } from 'vitest'

import { InputHistory } from './inputHistory'

describe('what was sent', () => {
  it('comes back the newest first, and then what was being written', () => {
    const history = new InputHistory()
    history.add('one')
    history.add('two')
    expect(history.older('draft')).toBe('two')
    expect(history.older('two')).toBe('one')
    expect(history.older('one')).toBeUndefined()
    expect(history.newer()).toBe('two')
    expect(history.newer()).toBe('draft')
    expect(history.newer()).toBeUndefined()
  })
  it('holds no text twice, and twenty at most', () => {
    const history = new InputHistory()
    for (let i = 0; i < 30; i += 1) history.add(`text ${i}`)
    history.add('text 25')
    const found: string[] = []
    for (let text = history.older(''); text !== undefined; text = history.older(text)) found.push(text)
    expect(found).toHaveLength(20)
    expect(found[0]).toBe('text 25')
    expect(new Set(found).size).toBe(20)
  })
})
