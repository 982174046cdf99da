import { expect, test } from 'vitest'

import { stateOf, type LastCall } from './botHealth'

const url = 'http://localhost:5000/'

test.each<[string, boolean, LastCall | undefined, string, string]>([
  [url, false, undefined, '', 'idle'],
  [url, false, 'answered', '', 'good'],
  [url, false, 'failed', '', 'bad'],
  [url, false, 'answered', 'a doubt', 'doubt'],
  [url, false, 'failed', 'a doubt', 'bad'],
  [url, true, 'answered', '', 'bad'],
  ['', false, undefined, '', 'doubt'],
  ['', true, undefined, '', 'bad'],
])('URL "%s", faulty %s, last call %s, doubt "%s": %s', (address, isFaulty, lastCall, doubt, kind) => {
  const state = stateOf({ url: address }, { lastCall, isFaulty, doubt })
  expect(state.kind).toBe(kind)
  expect(state.words).not.toBe('')
})
