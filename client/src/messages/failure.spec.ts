import { describe, expect, it, test } from 'vitest'

import { aMessage } from '../../tests/support/unit/message'
import { botNamedIn, dressFailure, isFailure, pressedBot, settingsButton } from './failure'

const system = (text: string) => aMessage(1, { kind: 'system', text })

function fragment(html: string): DocumentFragment {
  const template = document.createElement('template')
  template.innerHTML = html
  return template.content
}

test.each([
  ['system', '<b>Owl</b> did not answer within 10 seconds.', true],
  ['system', 'The bots of this room are too busy.', true],
  ['system', 'The state was cleared: the conversation is over.', false],
  ['user', 'The server fails', false],
  ['bot', '<b>Owl</b> failed', false],
] as const)('a %s that says "%s" is a failure: %s', (kind, text, expected) => {
  expect(isFailure(aMessage(1, { kind, text }))).toBe(expected)
})

describe('a failure', () => {
  it.each([
    ['<b>Mr. Owl</b> said no. Ask again.', '<b>Mr. Owl</b> said no.', ' Ask again.'],
    [
      '<b>Owl</b> at <code>http://a.b/c</code> is away. Is it on?',
      '<b>Owl</b> at <code>http://a.b/c</code> is away.',
      ' Is it on?',
    ],
    ['No end', 'No end', ''],
    ['Version 1.5 is bad! So', 'Version 1.5 is bad!', ' So'],
    ['It begins with:<pre>a. b</pre>', 'It begins with:', '<details'],
    ['', '', ''],
  ])('of "%s" has its first sentence in bold', (text, first, rest) => {
    const dressed = fragment(text)
    dressFailure(dressed)
    const sentence = dressed.querySelector('.failure-what')!
    expect(sentence.innerHTML).toBe(first)
    sentence.remove()
    const box = document.createElement('div')
    box.append(dressed)
    expect(box.innerHTML.startsWith(rest)).toBe(true)
  })

  it('has what the bot sent folded', () => {
    const dressed = fragment('Not JSON. It begins with:<pre>&lt;!doctype</pre>')
    dressFailure(dressed)
    const fold = dressed.querySelector('details')!
    expect(fold.open).toBe(false)
    expect(fold.querySelector('summary + pre')?.textContent).toBe('<!doctype')
  })

  it('names its bot, whatever it is called, and its button leads there', () => {
    const text = fragment('<b>a &lt;b&gt;"</b> and <b>Cat</b> are ill.')
    expect(botNamedIn(text)).toBe('a <b>"')
    expect(botNamedIn(fragment('Too busy.'))).toBeUndefined()
    const button = settingsButton('a <b>"')
    expect(button.textContent).toBe('Settings of a <b>"')
    expect(pressedBot(button.querySelector('bdi'))).toBe('a <b>"')
    expect(pressedBot(document.body)).toBeUndefined()
    expect(pressedBot(null)).toBeUndefined()
  })
})

test('a name in bold does not make a failure of a person', () => {
  expect(isFailure({ ...system('<b>x</b>'), kind: 'user' })).toBe(false)
})
