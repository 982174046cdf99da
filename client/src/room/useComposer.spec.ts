import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'

import { inScope } from '../../tests/support/unit/inScope'
import { useComposer } from './useComposer'

beforeEach(() => sessionStorage.clear())

function composerOf(room: string) {
  const post = vi.fn()
  return { post, ...inScope(() => useComposer(room, post)) }
}

describe('what is being written', () => {
  it('is sent in one go with being set, once, and can be had back by Up', () => {
    const { draft, send, history, post } = composerOf('cats')
    draft.value = 'by a script'
    expect(send()).toBe(true)
    expect(post.mock.calls).toEqual([['by a script']])
    expect(draft.value).toBe('')
    expect(send()).toBe(false)
    expect(post).toHaveBeenCalledTimes(1)
    expect(history.older('')).toBe('by a script')
  })

  it('is not sent as long as it is empty, and is no history then', () => {
    const { send, history, post } = composerOf('cats')
    expect(send()).toBe(false)
    expect(post).not.toHaveBeenCalled()
    expect(history.older('')).toBeUndefined()
  })

  it('survives a reload, in its room, until it is sent', async () => {
    const { draft, send } = composerOf('cats')
    draft.value = 'half a'
    await nextTick()
    expect(composerOf('cats').draft.value).toBe('half a')
    expect(composerOf('dogs').draft.value).toBe('')
    send()
    await nextTick()
    expect(composerOf('cats').draft.value).toBe('')
    expect(sessionStorage).toHaveLength(0)
  })
})
