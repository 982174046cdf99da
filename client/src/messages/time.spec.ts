import { describe, expect, it } from 'vitest'

import { ago, dayName } from './time'

describe('times in words', () => {
  it.each([
    [0, 'just now'],
    [59, 'just now'],
    [60, '1 minute ago'],
    [5 * 60 + 30, '5 minutes ago'],
    [3600, '1 hour ago'],
    [23 * 3600, '23 hours ago'],
    [86_400, '1 day ago'],
    [8 * 86_400, '1 week ago'],
    [60 * 86_400, '2 months ago'],
    [800 * 86_400, '2 years ago'],
    [-30, 'just now'],
  ])('%d seconds: %s', (passed, words) => {
    expect(ago(1_000_000_000 - passed, 1_000_000_000)).toBe(words)
  })
  it('name today and yesterday', () => {
    const noon = new Date(2026, 10, 23, 12).getTime() / 1000
    expect(dayName(noon - 3600, noon)).toBe('Today')
    expect(dayName(noon - 86_400, noon)).toBe('Yesterday')
    expect(dayName(noon - 3 * 86_400, noon)).toMatch(/20/)
  })
})
