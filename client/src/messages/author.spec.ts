import { describe, expect, it } from 'vitest'

import { initialOf, isolatedName, nameElement } from './author'

describe('the initial of a name', () => {
  it.each([
    ['ada', 'A'],
    ['  Bob', 'B'],
    ['élise', 'É'],
    ['e\u0301lise', 'E\u0301'],
    ['ßtrange', 'ß'],
    ['🇭🇷 Ana', '🇭🇷'],
    ['👩‍👩‍👧 us', '👩‍👩‍👧'],
    ['👍🏽 yes', '👍🏽'],
    ['عمر', 'ع'],
    ['\u202eevil', 'E'],
    ['\u2067\u200bx', 'X'],
    ['新', '新'],
    ['\ud83d', '?'],
    ['', '?'],
    ['   ', '?'],
    ['\u200b\u200d\ufeff\u3164', '?'],
    ['\u0301', '?'],
    ['7up', '7'],
  ])('%j is %s', (author, initial) => {
    expect(initialOf(author)).toBe(initial)
  })
  it('is one character, whatever is piled upon it', () => {
    expect(initialOf('a' + '\u0301'.repeat(5000))).toBe('A')
  })
})

it('a name keeps its direction to itself', () => {
  expect(nameElement('\u202egnp').outerHTML).toBe('<strong class="author"><bdi>\u202egnp</bdi></strong>')
  expect(isolatedName('\u202egnp')).toBe('\u2068\u202egnp\u2069')
  expect(isolatedName('Ada')).toBe('Ada')
})
