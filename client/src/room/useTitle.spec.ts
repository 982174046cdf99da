import { expect, it } from 'vitest'
import { nextTick, ref } from 'vue'

import { inScope } from '../../tests/support/unit/inScope'
import { useTitle } from './useTitle'

it('the title names the room, if it may be shown, and counts what is unread', async () => {
  const room = ref('cats')
  const unread = ref(0)
  inScope(() => {
    useTitle(
      () => room.value,
      () => unread.value,
    )
  })
  expect(document.title).toBe('NeCSuS | cats')
  unread.value = 3
  await nextTick()
  expect(document.title).toBe('(3) NeCSuS | cats')
  room.value = ''
  await nextTick()
  expect(document.title).toBe('(3) NeCSuS')
  unread.value = 0
  await nextTick()
  expect(document.title).toBe('NeCSuS')
})
