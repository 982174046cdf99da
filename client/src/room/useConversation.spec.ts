import { describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'

import { aMessage } from '../../tests/support/unit/message'
import type { Message } from '../api/types'
import { useConversation } from './useConversation'

describe('a conversation', () => {
  it('is led by the author of the newest message, as long as that carries a state', () => {
    const newest = shallowRef<Message>()
    const { leader } = useConversation(() => newest.value, vi.fn())
    expect(leader.value).toBeUndefined()
    newest.value = aMessage(1, { author: 'Owl', kind: 'bot', state: { asked: 1 } })
    expect(leader.value).toBe('Owl')
    newest.value = aMessage(2)
    expect(leader.value).toBeUndefined()
  })

  it.each([0, '', false, [], {}])('is led with a state of %j: only null is none', (state) => {
    const { leader } = useConversation(() => aMessage(1, { author: 'Owl', state }), vi.fn())
    expect(leader.value).toBe('Owl')
  })

  it('goes on if it cannot be left, says why, and says so no more at the next try', async () => {
    const end = vi.fn(() => Promise.resolve({}))
    end.mockRejectedValueOnce(new Error('The server cannot be reached.'))
    const { failure, leave } = useConversation(() => undefined, end)
    await leave()
    expect(failure.value).toBe('The conversation goes on: The server cannot be reached.')
    await leave()
    expect(failure.value).toBe('')
    expect(end).toHaveBeenCalledTimes(2)
  })
})
