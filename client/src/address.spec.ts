import { describe, expect, it } from 'vitest'

import { roomAddress, whyUnreachable } from './address'

describe('the address of a room', () => {
  it.each([
    ['maths', '/maths'],
    ['a b', '/a%20b'],
    ['a/b', '/a%2Fb'],
    ['what?#%41', '/what%3F%23%2541'],
    ['žába', '/%C5%BE%C3%A1ba'],
  ])('of %s is %s', (name, address) => {
    expect(roomAddress(name)).toBe(address)
  })

  it.each(['maths', 'client', 'api', 'ws', 'docsy', 'Docs', 'my/docs/', '...', 'a/../b', ' docs'])(
    '%s has one',
    (name) => {
      expect(whyUnreachable(name)).toBe('')
    },
  )

  it.each(['docs', 'docs/x', 'client/x', 'api/spec', 'ws/maths'])('%s belongs to the server', (name) => {
    expect(whyUnreachable(name)).toContain('server itself')
  })

  it.each(['', ' ', '\t\n', '\u00a0'])('a name of whitespace (%j) has none', (name) => {
    expect(whyUnreachable(name)).toContain('needs a name')
  })

  it.each(['.', '..'])('%s is dropped by browsers', (name) => {
    expect(whyUnreachable(name)).toContain('dots')
  })

  it('has an end', () => {
    expect(whyUnreachable('x'.repeat(8000))).toBe('')
    expect(whyUnreachable('x'.repeat(8001))).toContain('too long')
  })

  it('holds whole characters only', () => {
    expect(whyUnreachable('\ud83d')).toContain('half a character')
  })
})
