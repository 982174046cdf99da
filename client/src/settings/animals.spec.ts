import { describe, expect, it } from 'vitest'

import { animalName, animals } from './animals'

describe('animals', () => {
  it('are 109, none of them twice, each a capitalised word', () => {
    expect(animals).toHaveLength(109)
    expect(new Set(animals).size).toBe(109)
    expect(animals.filter((name) => !/^[A-Z][a-z]+$/.test(name))).toEqual([])
  })
})

describe('animalName', () => {
  it('joins three animals', () => {
    const parts = animalName().split('-')
    expect(parts).toHaveLength(3)
    for (const part of parts) expect(animals).toContain(part)
  })

  it('never takes the same animal twice', () => {
    expect(animalName(() => 0)).toBe(animals.slice(0, 3).join('-'))
  })

  it('can take the last one', () => {
    expect(animalName(() => 0.999999)).toBe(animals.slice(-3).reverse().join('-'))
  })

  it('is random', () => {
    expect(new Set(Array.from({ length: 20 }, () => animalName())).size).toBeGreaterThan(15)
  })
})
