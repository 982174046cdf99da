import { describe, expect, it } from 'vitest'

import { looksUnbalanced, patternDoubt, urlProblem } from './checks'

describe('urlProblem', () => {
  it.each(['', '  ', 'http://localhost:1234', 'https://example.org/bot?x=1', 'HTTP://EXAMPLE.ORG/', ' http://a.b/ '])(
    'accepts %j',
    (url) => expect(urlProblem(url)).toBe(''),
  )

  it.each(['localhost:1234', 'www.example.org', 'ftp://example.org', 'javascript:alert(1)', '/bot', 'http:/a', 'bot'])(
    'asks for http:// or https:// in %j',
    (url) => expect(urlProblem(url)).toMatch('Begin the URL with http:// or https://'),
  )

  it('tells of a missing host and of spaces', () => {
    expect(urlProblem('http://')).toMatch('host')
    expect(urlProblem('https://:80/')).toMatch('host')
    expect(urlProblem('http://exa mple.org')).toMatch('space')
  })
})

describe('looksUnbalanced', () => {
  it.each([
    '',
    'hello',
    '(a|b)',
    '(?P<name>\\w+)',
    'a\\(',
    '[(]',
    '[)]',
    '[]]',
    '[^]]',
    '[\\]]',
    '\\[',
    ']',
    'a{2',
    '[[]',
  ])('has nothing to say of %j', (pattern) => expect(looksUnbalanced(pattern)).toBe(false))

  it.each(['(', ')', 'a)(b', '(a', '((a)', '[a', '[', '[]', '[^]', '\\\\(', '([)]'])('sees %j', (pattern) =>
    expect(looksUnbalanced(pattern)).toBe(true),
  )
})

describe('patternDoubt', () => {
  it('doubts what cannot be valid before what may mean something else', () => {
    expect(patternDoubt('[[:alpha:]')).toMatch('[:alpha:]')
    expect(patternDoubt('([[:alpha:]]')).toBe('This may not be a valid pattern.')
    expect(patternDoubt('([[:alpha:]])')).toMatch('[:alpha:]')
    expect(patternDoubt('([a-z])')).toBe('')
  })
})
