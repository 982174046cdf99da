// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { forgetRooms, recentRooms, rememberRoom } from './recentRooms'

const key = 'necsus-recent-rooms'

describe('recent rooms', () => {
  beforeEach(() => {
    localStorage.clear()
  })

  it('are none at first', () => {
    expect(recentRooms()).toEqual([])
  })

  it('come newest first', () => {
    rememberRoom('maths')
    rememberRoom('physics')
    expect(recentRooms()).toEqual(['physics', 'maths'])
    expect(JSON.parse(localStorage.getItem(key)!)).toEqual(['physics', 'maths'])
  })

  it('hold a room once, distinguished by case', () => {
    for (const name of ['maths', 'Maths', 'maths']) rememberRoom(name)
    expect(recentRooms()).toEqual(['maths', 'Maths'])
  })

  it('are eight at most', () => {
    for (let i = 1; i <= 10; i++) rememberRoom(`room ${i}`)
    expect(recentRooms()).toHaveLength(8)
    expect(recentRooms()[0]).toBe('room 10')
    expect(recentRooms()[7]).toBe('room 3')
  })

  it('keep any name as it is', () => {
    rememberRoom(' a/b?#%41 ')
    expect(recentRooms()).toEqual([' a/b?#%41 '])
  })

  it('leave out a room without a name', () => {
    rememberRoom('')
    expect(recentRooms()).toEqual([])
  })

  it.each(['{', '"maths"', 'null', '{"0": "maths"}'])('are none if what is stored is %s', (text) => {
    localStorage.setItem(key, text)
    expect(recentRooms()).toEqual([])
  })

  it('skip entries that are no names', () => {
    localStorage.setItem(key, '[1, "maths", null, "", "maths"]')
    expect(recentRooms()).toEqual(['maths'])
  })

  it('can be forgotten', () => {
    rememberRoom('maths')
    forgetRooms()
    expect(recentRooms()).toEqual([])
  })

  it('do without storage', () => {
    const refuse = () => {
      throw new Error('forbidden')
    }
    vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse })
    rememberRoom('maths')
    expect(recentRooms()).toEqual([])
    vi.unstubAllGlobals()
  })
})
