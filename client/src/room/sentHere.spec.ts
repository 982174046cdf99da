import { beforeEach, describe, expect, it } from 'vitest'

import { sentHere } from './sentHere'

beforeEach(() => sessionStorage.clear())

describe('what was sent from this tab', () => {
  it('is known by its id, in its room, also after a reload', () => {
    sentHere('cats').add(5)
    expect(sentHere('cats').has(5)).toBe(true)
    expect(sentHere('cats').has(6)).toBe(false)
    expect(sentHere('dogs').has(5)).toBe(false)
  })

  it('is forgotten after 500 others', () => {
    const sent = sentHere('cats')
    for (let id = 1; id <= 501; id += 1) sent.add(id)
    expect(sent.has(1)).toBe(false)
    expect(sent.has(2)).toBe(true)
    expect(sentHere('cats').has(1)).toBe(false)
    expect(sentHere('cats').has(501)).toBe(true)
  })

  it.each(['{', 'null', '5', '["5"]'])('is nothing if the tab holds %s', (text) => {
    sessionStorage.setItem('necsus-sent-cats', text)
    expect(sentHere('cats').has(5)).toBe(false)
  })
})
