import { beforeEach, describe, expect, it } from 'vitest'

import { inScope } from '../../tests/support/unit/inScope'
import { remembered } from './remembered'

beforeEach(() => localStorage.clear())

const settings = () => inScope(() => remembered('settings', { open: false, name: 'Anonymous' }))

describe('a remembered object', () => {
  it('is its defaults at first, of which nothing is written', () => {
    expect(settings()).toEqual({ open: false, name: 'Anonymous' })
    expect(localStorage).toHaveLength(0)
  })

  it('is written whole at once, at every change', () => {
    const mine = settings()
    mine.name = 'Ada'
    expect(localStorage.getItem('settings')).toBe('{"open":false,"name":"Ada"}')
    mine.open = true
    expect(localStorage.getItem('settings')).toBe('{"open":true,"name":"Ada"}')
  })

  it('is what was kept, and the defaults for what does not fit', () => {
    localStorage.setItem('settings', '{"open": "yes", "name": "Ada", "more": 1}')
    expect(settings()).toEqual({ open: false, name: 'Ada' })
  })
})
