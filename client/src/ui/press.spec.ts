import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ref } from 'vue'

import { onceReleased, whileReleased } from './press'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  window.dispatchEvent(new Event('pointerup'))
  vi.runAllTimers()
  vi.useRealTimers()
})

const fire = (type: string) => window.dispatchEvent(new Event(type))

test('what is shown follows at once while nothing is pressed', () => {
  const value = ref('a')
  const shown = whileReleased(() => value.value)
  value.value = 'b'
  expect(shown.value).toBe('b')
})

test.each(['pointerup', 'pointercancel', 'blur'])('while pressed it stays, and follows after %s', (end) => {
  const value = ref('a')
  const shown = whileReleased(() => value.value)
  fire('pointerdown')
  value.value = 'b'
  value.value = 'c'
  expect(shown.value).toBe('a')
  fire(end)
  expect(shown.value).toBe('a') // the click comes first
  vi.runAllTimers()
  expect(shown.value).toBe('c')
})

test('what is to be done once released is done once, or at once', async () => {
  const done = vi.fn()
  onceReleased(done)
  expect(done).toHaveBeenCalledTimes(1)
  fire('pointerdown')
  onceReleased(done)
  expect(done).toHaveBeenCalledTimes(1)
  fire('pointerup')
  await vi.runAllTimersAsync()
  expect(done).toHaveBeenCalledTimes(2)
  fire('pointerdown')
  fire('pointerup')
  await vi.runAllTimersAsync()
  expect(done).toHaveBeenCalledTimes(2)
})
