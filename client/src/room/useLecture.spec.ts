import { describe, expect, it, vi } from 'vitest'

import { inScope } from '../../tests/support/unit/inScope'
import { useLecture } from './useLecture'

describe('lecture mode', () => {
  it('hides the room in the address, and gives it back when it is asked for again', async () => {
    history.replaceState(null, '', '/cats')
    const { isLecture, toggle } = inScope(() => useLecture())
    toggle()
    expect(isLecture.value).toBe(true)
    expect(location.pathname).toBe('/')
    toggle()
    await vi.waitFor(() => expect(isLecture.value).toBe(false))
    expect(location.pathname).toBe('/cats')
  })

  it('ends by Back, and comes back by Forward', async () => {
    history.replaceState(null, '', '/cats')
    const { isLecture, toggle } = inScope(() => useLecture())
    toggle()
    history.back()
    await vi.waitFor(() => expect(isLecture.value).toBe(false))
    history.forward()
    await vi.waitFor(() => expect(isLecture.value).toBe(true))
  })
})
