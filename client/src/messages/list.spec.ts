import { beforeEach, describe, expect, it, onTestFinished, test, vi } from 'vitest'

import { aMessage } from '../../tests/support/unit/message'
import type { Message } from '../api/types'
import { cardsIn, chunkBoxes } from './chunks'
import { MessageList } from './list'

const noon = new Date(2026, 10, 23, 12).getTime() / 1000

const message = (id: number, changes: Partial<Message> = {}) => aMessage(id, { when: noon + id, ...changes })

let root: HTMLElement
let inserted: ReturnType<typeof vi.fn>
let list: MessageList
let ownName: string

beforeEach(() => {
  inserted = vi.fn()
  ownName = 'Me'
  list = new MessageList({ isOwn: ({ author }) => author === ownName, isPlain: () => false, inserted })
  root = list.root
  document.body.replaceChildren(root)
})

const cards = () => [...root.querySelectorAll<HTMLElement>('.message-card')]
const ids = () => cards().map((card) => Number(card.getAttribute('necsus-message-id')))

describe('the list', () => {
  it('is in order of ids, whatever order they come in', () => {
    for (const id of [5, 2, 9, 1, 7]) list.add(message(id), true)
    expect(ids()).toEqual([1, 2, 5, 7, 9])
    expect(list.messages.map(({ id }) => id)).toEqual([1, 2, 5, 7, 9])
    expect(list.newest?.id).toBe(9)
    expect(list.oldest?.id).toBe(1)
  })

  it('holds a message once, and keeps its element', () => {
    list.add(message(1), true)
    const [card] = cards()
    expect(list.add(message(1), true)).toBe(false)
    list.prepend([message(0), message(1)])
    expect(ids()).toEqual([0, 1])
    expect(cards()[1]).toBe(card)
    expect(inserted).toHaveBeenCalledTimes(2)
  })

  it('puts older ones before, and keeps the elements that are there', () => {
    list.prepend([message(11), message(12)])
    const before = cards()
    list.prepend([message(1), message(2)])
    expect(ids()).toEqual([1, 2, 11, 12])
    expect(cards().slice(2)).toEqual(before)
  })

  it('makes chunks that the browser can skip, but not where something rich would be cut off', () => {
    list.prepend(Array.from({ length: 150 }, (_, id) => message(id)))
    for (let id = 200; id < 310; id += 1) list.add(message(id), true)
    expect(chunkBoxes(root).map((chunk) => cardsIn(chunk).length)).toEqual([50, 100, 100, 10])
    list.add(message(400, { kind: 'bot', text: '<style>b {}</style>' }), true)
    const areRich = chunkBoxes(root).map((chunk) => chunk.classList.contains('has-rich'))
    expect(areRich).toEqual([false, false, false, true])
  })

  it('has the messages as its own children, and the lines between them', () => {
    list.prepend(Array.from({ length: 150 }, (_, id) => message(id)))
    list.add(message(500), true)
    expect([...root.children].filter((child) => child.matches('.message-card'))).toHaveLength(151)
    expect(root.querySelectorAll(':scope > .day-line')).toHaveLength(1)
    expect(root.lastElementChild).toBe(list.card(500))
    root.removeChild(list.card(3)!)
    list.add(message(400), true)
    expect(ids().slice(-2)).toEqual([400, 500])
  })

  it('shows what scripts put among the messages where they put it', async () => {
    list.prepend(Array.from({ length: 150 }, (_, id) => message(id)))
    const banner = document.createElement('div')
    list.card(120)!.before(banner)
    await vi.waitFor(() => expect(banner.slot).toBe(list.card(120)!.slot))
  })

  it('is in order, each once, whatever order and whatever doubles a page has', () => {
    list.prepend([message(12), message(11), message(12)])
    list.prepend([message(13), message(2), message(11), message(1)])
    expect(ids()).toEqual([1, 2, 11, 12, 13])
  })

  it('groups what one author says within five minutes', () => {
    list.add(message(1), true)
    list.add(message(2), true)
    list.add(message(3, { author: 'Bob' }), true)
    list.add(message(4, { author: 'Bob', when: noon + 1000 }), true)
    expect(cards().map((card) => card.classList.contains('is-continued'))).toEqual([false, true, false, false])
  })

  it('groups anew where something comes between', () => {
    list.add(message(1), true)
    list.add(message(3), true)
    list.add(message(2, { author: 'Bob' }), true)
    expect(cards().map((card) => card.classList.contains('is-continued'))).toEqual([false, false, false])
  })

  it('draws a line where a day begins, once', () => {
    list.prepend([message(3), message(4, { when: noon + 86_400 })])
    list.prepend([message(1), message(2)])
    expect(root.querySelectorAll('.day-line')).toHaveLength(2)
    expect(root.querySelector('.day-line, .message-card')!.className).toBe('day-line')
    expect(cards()[3]!.previousElementSibling!.className).toBe('day-line')
  })

  it("shows an old database's time as it is", () => {
    list.add(message(1, { when: '3:04 pm' }), true)
    expect(root.querySelector('.when')!.textContent).toBe('3:04 pm')
    expect(root.querySelector('.day-line')).toBeNull()
  })

  it('moves messages to the other side when a name changes', () => {
    list.add(message(1), true)
    list.add(message(2, { author: 'Bob' }), true)
    ownName = 'Ada'
    list.recomputeOwn(new Set(['Me', 'Ada']))
    expect(cards().map((card) => card.classList.contains('message-right'))).toEqual([true, false])
    expect(cards().map((card) => card.classList.contains('message-left'))).toEqual([false, true])
  })

  it('is empty after a clear, and begins anew', () => {
    list.add(message(1), true)
    list.clear()
    expect(root.childElementCount).toBe(0)
    expect(Object.keys(list.byId)).toEqual([])
    list.add(message(2), true)
    expect(ids()).toEqual([2])
  })

  it('draws a line above what is new', () => {
    list.add(message(1), true)
    list.add(message(2), true)
    list.showNewLine(2)
    expect(cards()[1]!.previousElementSibling!.className).toBe('new-line')
    list.showNewLine(undefined)
    expect(root.querySelector('.new-line')).toBeNull()
  })
})

describe('a card', () => {
  const cardOf = (changes: Partial<Message>) => {
    list.add(message(1, changes), true)
    return cards()[0]!
  }

  it('has the hooks that bots rely on', () => {
    const card = cardOf({ author: 'Emmy', kind: 'bot' })
    expect(
      card.matches('div.message-card.kind-bot.message-left[necsus-message-id="1"][data-necsus-author="Emmy"]'),
    ).toBe(true)
    for (const inner of ['.author', '.when', '.card-content', '.content'])
      expect(card.querySelector(inner)).not.toBeNull()
  })

  it("shows a user's harmless HTML, and all else as it was typed", () => {
    const text =
      '<b>bold</b><script>evil()</script><img src="data:," onerror="evil()"><form></form><a href="javascript:x">l</a>'
    const content = cardOf({ text }).querySelector('.content')!
    expect([...content.querySelectorAll('*')].map(({ outerHTML }) => outerHTML)).toEqual(['<b>bold</b>'])
    expect(content.textContent).toBe(text.replace(/<.?b>/g, ''))
  })

  it('that cannot be made is shown as text, and takes no other with it', () => {
    vi.stubGlobal('reportError', vi.fn())
    onTestFinished(() => void vi.unstubAllGlobals())
    const bad = message(1, { kind: 'bot', text: '<b>x</b>' })
    Object.defineProperty(bad, 'image', {
      get: () => {
        throw new Error('no')
      },
    })
    list.prepend([bad, message(2)])
    expect(cards().map((card) => card.querySelector('.content')!.textContent)).toEqual(['<b>x</b>', 'text 2'])
  })

  it.each(['<frameset>', '<html><frameset>', '<body>', ''])('is made of %j in plain mode too', (text) => {
    list = new MessageList({ isOwn: () => false, isPlain: () => true, inserted })
    root = list.root
    expect(cardOf({ kind: 'bot', text })).not.toBeNull()
  })

  it('of a bot that is too large is made only for those who ask for it, and comes to life then', () => {
    const unfolded = vi.fn()
    list = new MessageList({ isOwn: () => false, isPlain: () => false, inserted, unfolded })
    root = list.root
    const card = cardOf({ kind: 'bot', text: `<i ${'a '.repeat(1001)}>x</i>` })
    expect(card.querySelectorAll('i')).toHaveLength(0)
    card.querySelector<HTMLButtonElement>('.fold-more')!.click()
    expect(card.querySelectorAll('i')).toHaveLength(1)
    expect(unfolded).toHaveBeenCalledTimes(1)
  })

  it('of a person that is too large shows its beginning, and more at each press', () => {
    const card = cardOf({ text: 'x'.repeat(100_000) })
    const content = card.querySelector('.content')!
    const lengths = () => content.querySelector('.folded-text')!.textContent!.length
    const more = card.querySelector<HTMLButtonElement>('.fold-more')!
    expect(lengths()).toBe(2000)
    more.click()
    expect(lengths()).toBe(67_536)
    more.click()
    expect(lengths()).toBe(100_000)
    expect(more.isConnected).toBe(false)
  })

  it.each([
    ['image', 'java\tscript:alert(1)'],
    ['image', ' javascript:alert(1)'],
    ['image', 'data:text/html,x'],
    ['image', 'http://'],
    ['media', 'java\nscript:alert(1)'],
    ['media', 'data:text/html,x'],
    ['media', 'vbscript:x'],
  ])('says that its %s has no address: %j', (field, url) => {
    const card = cardOf({ [field]: url })
    expect(card.querySelector('a, img, audio, video')).toBeNull()
    expect(card.querySelector('.unusable-address')!.textContent).toContain(url)
  })

  it("lets a bot's sound play at once, and no person's", () => {
    const playing = (kind: Message['kind'], id: number) => {
      list.add(message(id, { kind, media: 'http://b.test/a.mp3' }), true)
      return list.card(id)!.querySelector('audio')!.autoplay
    }
    expect(playing('bot', 1)).toBe(true)
    expect(playing('user', 2)).toBe(false)
  })

  it("keeps a bot's HTML whole, with its addresses put right and its forms marked", () => {
    const text = '<img src="cat.png" onload="f()"><form action="go"></form><style>b { color: red }</style>'
    const content = cardOf({ kind: 'bot', text, base_url: 'http://b.test/x/bot', from_bot: 7 }).querySelector(
      '.content',
    )!
    expect(content.querySelector('img')!.getAttribute('src')).toBe('http://b.test/x/cat.png')
    expect(content.querySelector('img')!.getAttribute('onload')).toBe('f()')
    expect(content.querySelector('form')!.getAttribute('data-from_bot')).toBe('7')
    expect(content.querySelector('form')!.getAttribute('action')).toBe('go')
    expect(content.querySelector('style')).not.toBeNull()
  })

  it('shows and hides its state without leaving the page', () => {
    const card = cardOf({ kind: 'bot', state: { step: 1 } })
    const toggle = card.querySelector<HTMLButtonElement>('.state-toggle')!
    const json = card.querySelector<HTMLElement>('.state-json')!
    expect(json.hidden).toBe(true)
    toggle.click()
    expect(json.hidden).toBe(false)
    expect(json.textContent).toBe('{\n  "step": 1\n}')
    expect(toggle.textContent).toBe('hide state')
    toggle.click()
    expect(json.hidden).toBe(true)
  })
})

describe('in a row', () => {
  const ill = (id: number, text = '<b>Owl</b> is ill. Help it.') =>
    message(id, { kind: 'system', author: 'NeCSuS', text })
  const shown = () =>
    cards()
      .filter((card) => !card.classList.contains('is-repeated'))
      .map((card) => [
        Number(card.getAttribute('necsus-message-id')),
        card.querySelector('.failure-count')?.textContent,
      ])

  it('the same failure is one box, which counts', () => {
    for (const id of [1, 2, 3]) list.add(ill(id), true)
    expect(shown()).toEqual([[3, '× 3']])
    list.add(ill(4, '<b>Owl</b> is worse.'), true)
    list.add(message(5), true)
    list.add(ill(6), true)
    expect(shown()).toEqual([
      [3, '× 3'],
      [4, undefined],
      [5, undefined],
      [6, undefined],
    ])
  })

  it('older ones that come later are counted, and what comes between parts them', () => {
    list.prepend([ill(11), ill(12)])
    list.prepend([ill(1), ill(2)])
    expect(shown()).toEqual([[12, '× 4']])
    list.add(message(5), false)
    expect(shown()).toEqual([
      [2, '× 2'],
      [5, undefined],
      [12, '× 2'],
    ])
    list.clear()
    list.add(ill(12), true)
    expect(shown()).toEqual([[12, undefined]])
  })

  it('what the system says quietly is not counted', () => {
    const quiet = (id: number) => ill(id, 'The state was cleared: the conversation is over.')
    list.add(quiet(1), true)
    list.add(quiet(2), true)
    expect(shown()).toEqual([
      [1, undefined],
      [2, undefined],
    ])
    expect(cards()[0]!.classList.contains('is-failure')).toBe(false)
  })
})

describe('of one name', () => {
  it('two people are not grouped, and are grouped anew when a name changes', () => {
    const mine = new Set([1, 3])
    const two = new MessageList({
      isOwn: ({ id, author }) => author === ownName || mine.has(id),
      isPlain: () => false,
      inserted: () => undefined,
    })
    const continued = () =>
      [...two.root.querySelectorAll('.message-card')].map((card) => card.classList.contains('is-continued'))
    for (const id of [1, 2, 3, 4]) two.add(message(id, { author: 'Anonymous' }), true)
    expect(continued()).toEqual([false, false, false, false])
    ownName = 'Anonymous'
    two.recomputeOwn(new Set(['Anonymous']))
    expect(continued()).toEqual([false, true, true, true])
  })
})

test.each([
  ['My favourite color: blue, on a background: none', false],
  ['<p style="margin: 0">x</p>', false],
  ['<p style="COLOR:red">x</p>', true],
  ['<table><td bgcolor=yellow>x</table>', true],
  ['<font size=2>x</font>', true],
  ['<style>p { color: red }</style>', true],
  ['&lt;style&gt; is a tag, and style="color: red" an attribute', false],
])('"%s" of a bot is of its own colours: %s', (text, expected) => {
  list.add(message(1, { kind: 'bot', text }), true)
  expect(cards()[0]!.classList.contains('has-own-colours')).toBe(expected)
})
