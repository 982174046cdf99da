import { describe, expect, it } from 'vitest'

import { otherDialect } from './otherDialects'

describe('otherDialect', () => {
  it.each([
    [
      '[[:alpha:]]',
      '[:alpha:] is no class in Python: it means any one of these characters. Write in its place A-Za-z. For the letters of all alphabets, the whole class is [^\\W\\d_].',
    ],
    [
      '[:alpha:]+',
      '[:alpha:] is no class in Python: it means any one of these characters. Write in its place [A-Za-z]. For the letters of all alphabets, the whole class is [^\\W\\d_].',
    ],
    [
      'roll [[:digit:]]+',
      '[:digit:] is no class in Python: it means any one of these characters. Write in its place \\d.',
    ],
    ['[^_[:space:]]', '[:space:] is no class in Python: it means any one of these characters. Write in its place \\s.'],
    ['[][:digit:]]', '[:digit:] is no class in Python: it means any one of these characters. Write in its place \\d.'],
    ['[[:^alpha:]]', '[:^alpha:] is no class in Python: it means any one of these characters. Write [^A-Za-z].'],
    [
      '[[:greek:]]',
      '[:greek:] is no class in Python: it means any one of these characters. Write in its place the characters that you mean, as in [a-z].',
    ],
  ])('tells what to write for the POSIX class in %s', (pattern, told) => {
    expect(otherDialect(pattern)).toBe(told)
  })

  it.each([
    ['(?:colour){e<=1}', '{e<=1}'],
    ['hello{i<=1}', '{i<=1}'],
    ['(hello|bye){s<=2,e<3} you', '{s<=2,e<3}'],
    ['(ab){e}', '{e}'],
    ['[a-z]{1<=e<=2}', '{1<=e<=2}'],
    ['(abcd){2i+2d+1s<=4}', '{2i+2d+1s<=4}'],
    ['(abcd){s<=1:[a-z]}', '{s<=1:[a-z]}'],
    ['\\N{BULLET}{e}', '{e}'],
  ])('says that mistakes are not allowed by %s', (pattern, text) => {
    expect(otherDialect(pattern)).toBe(
      `${text} allows no typing mistakes in Python: it stands for itself. Write the spellings that you expect, as in colou?r.`,
    )
  })

  it.each([
    '',
    'hello',
    '[a-z]+',
    '[^\\W\\d_]',
    'a{2}',
    'a{2,}',
    'a{,3}',
    '{e}',
    '({e}|b)',
    'a\\{e\\}',
    '[{e}]',
    '\\N{BULLET}',
    'a{x}',
    'a{e<=}',
    '[a:]',
    '[:a]',
    '\\[[:a]',
    '\\[:alpha:\\]',
    '[[]',
    '[\\[:alpha:]',
    '[:greek:]',
    '(?P<e>a)',
    '[[a-z]]',
  ])('has nothing to say of %j', (pattern) => expect(otherDialect(pattern)).toBe(''))

  it('tells of the first of several', () => {
    expect(otherDialect('a{e}[[:digit:]]')).toMatch('{e}')
    expect(otherDialect('[[:digit:]]{e}')).toMatch('[:digit:]')
  })
})
