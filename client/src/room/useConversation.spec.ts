import { describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'

import { useConversation } from './useConversation'

const unknown = () => undefined

describe('a conversation', () => {
  it('is led by whom the stream names, until it says that nobody leads', () => {
    const { leader, told } = useConversation(unknown, vi.fn())
    expect(leader.value).toBeUndefined()
    told({ bot_id: 3, name: 'Owl', state: { asked: 1 } })
    expect(leader.value).toBe('Owl')
    told({ bot_id: 4, name: 'Cod', state: 0 })
    expect(leader.value).toBe('Cod')
    told({ bot_id: null })
    expect(leader.value).toBeUndefined()
  })

  it('has the name that its bot has in the room now', () => {
    const name = ref<string>()
    const { leader, told } = useConversation((id) => (id === 3 ? name.value : undefined), vi.fn())
    told({ bot_id: 3, name: 'Owl', state: 1 })
    expect(leader.value).toBe('Owl')
    name.value = 'Night Owl'
    expect(leader.value).toBe('Night Owl')
  })

  it('goes on if it cannot be left, says why, and says so no more at the next try', async () => {
    const end = vi.fn(() => Promise.resolve({}))
    end.mockRejectedValueOnce(new Error('The server cannot be reached.'))
    const { failure, leave } = useConversation(unknown, end)
    await leave()
    expect(failure.value).toBe('The conversation goes on: The server cannot be reached.')
    await leave()
    expect(failure.value).toBe('')
    expect(end).toHaveBeenCalledTimes(2)
  })
})
