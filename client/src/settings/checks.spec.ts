import { describe, expect, it } from 'vitest'

import { tidyUrl, urlProblem } from './checks'

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

describe('tidyUrl', () => {
  it.each([
    ['localhost:5000/x', 'http://localhost:5000/x'],
    [' localhost ', 'http://localhost'],
    ['LOCALHOST:5000', 'http://LOCALHOST:5000'],
    ['127.0.0.1:5000/x', 'http://127.0.0.1:5000/x'],
    ['[::1]:5000', 'http://[::1]:5000'],
    ['my-bot.example.org/x?y=1', 'http://my-bot.example.org/x?y=1'],
    ['bücher.example', 'http://bücher.example'],
    ['laptop:5000/x', 'http://laptop:5000/x'],
    ['localhost#x', 'http://localhost#x'],
  ])('completes %j to %j', (typed, url) => expect(tidyUrl(typed)).toBe(url))

  it.each([
    '',
    'http://localhost',
    'HTTPS://A.B',
    'ftp://a.b',
    '/bot',
    'bot',
    'http:/a',
    'javascript:alert(1)',
    'a b.c',
  ])('leaves %j to be told about', (typed) => expect(tidyUrl(typed)).toBe(typed))

  it('takes spaces away', () => expect(tidyUrl('  http://a.b/ ')).toBe('http://a.b/'))
})
