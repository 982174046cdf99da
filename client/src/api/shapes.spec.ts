import { describe, expect, it, test } from 'vitest'

import { asBot, asLeader, asList, asMessage, asVerdict } from './shapes'

const whole = {
  id: 7,
  room: 'cats',
  author: 'Ada',
  kind: 'bot',
  text: 'hi',
  when: 5.5,
  image: 'i',
  media: 'm',
  js: 'j',
  css: 'c',
  from_bot: 3,
  base_url: 'http://b.test/',
  state: { step: 1 },
}

describe('a message from outside', () => {
  it('that is right stays as it is', () => {
    expect(asMessage(whole)).toEqual(whole)
  })

  it.each([undefined, null, 5, 'text', [], [whole], {}, { ...whole, id: '7' }, { ...whole, id: 7.5 }, { id: 1e300 }])(
    'is none without an id: %j',
    (value) => {
      expect(asMessage(value)).toBeUndefined()
    },
  )

  it.each([
    ['author', null, ''],
    ['author', 5, '5'],
    ['author', { a: 1 }, '{"a":1}'],
    ['text', undefined, ''],
    ['text', ['<b>'], '["<b>"]'],
    ['kind', 'admin', 'user'],
    ['kind', 5, 'user'],
    ['when', '3:04 pm', '3:04 pm'],
    ['when', 1e300, '1e+300'],
    ['when', -1e13, '-10000000000000'],
    ['when', null, ''],
    ['when', {}, '{}'],
    ['image', 5, null],
    ['media', {}, null],
    ['js', ['x'], null],
    ['css', undefined, null],
    ['base_url', 5, null],
    ['from_bot', '3', null],
    ['from_bot', 1.5, null],
    ['state', undefined, null],
    ['state', 0, 0],
  ])('has its %s put right: %j is %j', (field, value, expected) => {
    expect(asMessage({ ...whole, [field]: value })).toEqual({ ...whole, [field]: expected })
  })
})

describe('a bot from outside', () => {
  const bot = { id: 1, room: 'cats', name: 'B', responds_to: null, url: '' }
  it('is what it should be, or none', () => {
    expect(asBot(bot)).toEqual(bot)
    expect(asBot({ id: 1, name: 5, responds_to: {}, url: null })).toEqual({ ...bot, room: '', name: '5' })
    expect(asBot({ name: 'B' })).toBeUndefined()
    expect(asBot([bot])).toBeUndefined()
  })

  it('is left out of a list if it is none', () => {
    expect(asList([bot, null, 5, { id: 'x' }], asBot)).toEqual([bot])
    expect(asList({ 0: bot, length: 1 }, asBot)).toBeUndefined()
    expect(asList('no', asBot)).toBeUndefined()
  })
})

test.each([
  [
    { bot_id: 3, name: 'Owl', state: { a: 1 } },
    { bot_id: 3, name: 'Owl', state: { a: 1 } },
  ],
  [
    { bot_id: 3, name: 5 },
    { bot_id: 3, name: '5', state: null },
  ],
  [{ bot_id: null }, { bot_id: null }],
  [{ bot_id: 'x', name: 'Owl' }, { bot_id: null }],
  [null, { bot_id: null }],
  [[], { bot_id: null }],
])('who leads, from outside: %j', (value, expected) => {
  expect(asLeader(value)).toEqual(expected)
})

test.each([
  [{ outcome: 'no_match' }, null],
  [
    { outcome: 'error', error: { message: 'bad', position: 3 } },
    { message: 'bad', position: 3 },
  ],
  [
    { outcome: 'error', error: { message: 7, position: -1 } },
    { message: '7', position: null },
  ],
  [{ outcome: 'error', error: 'bad' }, null],
])('what the server says of a pattern: %j', (value, error) => {
  expect(asVerdict(value)).toMatchObject({ ...value, error })
})

test.each([undefined, null, 'error', {}, { outcome: 'perhaps' }])('%j is nothing that it would say', (value) => {
  expect(asVerdict(value)).toBeUndefined()
})
