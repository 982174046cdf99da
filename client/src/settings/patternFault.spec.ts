import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ref } from 'vue'

import { inScope } from '../../tests/support/unit/inScope'
import { around, faultOf, usePatternFault } from './patternFault'

const fetched = vi.fn<(path: string, options: RequestInit) => Promise<Response>>()
const patternOf = (options: RequestInit) => (JSON.parse(options.body as string) as { pattern: string }).pattern

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', fetched)
  fetched.mockImplementation((_, options) => {
    const isBad = patternOf(options).includes('(')
    const error = isBad ? { message: 'missing ), unterminated subpattern', position: 0 } : null
    return Promise.resolve(new Response(JSON.stringify({ outcome: isBad ? 'error' : 'no_match', error })))
  })
})
afterEach(() => {
  fetched.mockReset()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('the server is asked once for each pattern, and not about plain words', async () => {
  expect(await faultOf('(one')).toEqual({ message: 'missing ), unterminated subpattern', position: 0 })
  expect(await faultOf('(one')).not.toBeNull()
  expect(await faultOf('')).toBeNull()
  expect(await faultOf('hello Zoë 7')).toBeNull()
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('what could not be asked is asked again', async () => {
  fetched.mockRejectedValueOnce(new TypeError('away'))
  await expect(faultOf('(two')).rejects.toThrow('cannot be reached')
  expect(await faultOf('(two')).not.toBeNull()
})

test('while somebody types only the last text is asked about, and a late answer to an earlier one is dropped', async () => {
  const pattern = ref('a.')
  const fault = inScope(() => usePatternFault(() => pattern.value))
  await vi.runAllTimersAsync()
  expect(fault.value).toBeNull()
  fetched.mockClear()
  for (const text of ['a.(', 'a.(b', 'a.(b|c']) {
    pattern.value = text
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(fetched).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(300)
  expect(fetched.mock.calls.map(([, options]) => patternOf(options))).toEqual(['a.(b|c'])
  expect(fault.value).not.toBeNull()

  let answer: (response: Response) => void = () => undefined
  fetched.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)))
  pattern.value = 'late('
  await vi.advanceTimersByTimeAsync(300)
  pattern.value = 'good.'
  await vi.advanceTimersByTimeAsync(300)
  answer(new Response(JSON.stringify({ outcome: 'error', error: { message: 'bad', position: 0 } })))
  await vi.runAllTimersAsync()
  expect(fault.value).toBeNull()
})

test.each([
  ['hi (there', 3, ['hi ', '(', 'there']],
  ['🐈(', 1, ['🐈', '(', '']],
  ['a\\', 2, ['a\\', '', '']],
  ['(', 0, ['', '(', '']],
])('%s is cut at character %i', (pattern, position, parts) => {
  expect(around(pattern, position)).toEqual(parts)
})
