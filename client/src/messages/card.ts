// A message as an element. It is made once and kept: bots' scripts, forms and players live in it.
import type { Message } from '../api/types'
import { markForms } from '../bots/forms'
import { resolved, resolveUrls } from '../bots/urls'
import { mediaPlayer } from './media'
import { harmless } from './sanitize'
import { ago, clockTime, exactTime } from './time'

export interface CardOptions {
  isOwn: boolean
  /** A bot's message without scripts and styles. */
  isPlain: boolean
  /** It came while the page was open: its media may play at once. */
  isLive: boolean
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  if (className) made.className = className
  if (text) made.textContent = text
  return made
}

/** The same colour for the same name, wherever it is shown. */
export function hueOf(author: string): number {
  let hash = 0
  for (const character of author) hash = (hash * 31 + character.codePointAt(0)!) % 360_007
  return 25 + (hash % 310) // red is for failures
}

export function timeElement(when: Message['when']): HTMLTimeElement {
  const time = element('time', 'when')
  if (typeof when === 'number') {
    time.dateTime = new Date(when * 1000).toISOString()
    time.title = exactTime(when)
    time.textContent = ago(when, Date.now() / 1000)
  } else {
    time.textContent = when // of an old database: a text
  }
  return time
}

/** What stands for a name in its avatar. */
export const initialOf = (author: string): string => Array.from(author.trim())[0]?.toUpperCase() ?? ''

const livelyHtml =
  /<(?:style|script|form|iframe|canvas|object|embed|svg|dialog|details|button)\b|\s(?:style|class|on\w+)=/i
const ownColours = /<style\b|<font\b|bgcolor=|(?:color|background)\s*:/i

/** What brings its own styles or positions must not be laid out lazily, or it would be cut off. */
const isRich = (message: Message) => message.css !== null || message.js !== null || livelyHtml.test(message.text)

function bodyOf(message: Message, options: CardOptions): HTMLElement {
  const body = element('div', 'content')
  body.append(content(message, options))
  // What scrolls must be reachable by keyboard.
  for (const block of body.querySelectorAll('pre')) block.tabIndex = 0
  return body
}

function content(message: Message, options: CardOptions): DocumentFragment {
  if (message.kind !== 'bot') return withSafeLinks(harmless(message.text))
  // A template's document loads nothing and runs nothing, so addresses can be put right before anybody asks for them.
  const template = document.createElement('template')
  template.innerHTML = message.text
  // Of a whole page that a bot sent by mistake: they would take the room away.
  for (const element of template.content.querySelectorAll('base, meta[http-equiv]')) element.remove()
  resolveUrls(template.content, message.base_url)
  if (options.isPlain) return withSafeLinks(harmless(template.innerHTML))
  markForms(template.content, message.from_bot)
  if (!options.isLive) {
    for (const player of template.content.querySelectorAll('[autoplay]')) player.removeAttribute('autoplay')
  }
  return withSafeLinks(document.importNode(template.content, true))
}

/** A link must not take the room away. */
function withSafeLinks(fragment: DocumentFragment): DocumentFragment {
  for (const link of fragment.querySelectorAll('a[href]:not([target])')) {
    if (/^\s*(?:#|javascript:)/i.test(link.getAttribute('href')!)) continue
    link.setAttribute('target', '_blank')
    link.setAttribute('rel', 'noopener')
  }
  return fragment
}

function image(message: Message, isLive: boolean): HTMLElement {
  const url = resolved(message.image!, message.base_url)
  const link = element('a', 'message-image')
  const isPicture = /^(?:https?:|blob:|data:image\/)/i.test(url) || !/^\s*[a-z][a-z0-9+.-]*:/i.test(url)
  if (isPicture) link.href = url
  link.target = '_blank'
  link.rel = 'noopener'
  const picture = element('img')
  picture.alt = `Image from ${message.author}`
  if (!isLive) picture.loading = 'lazy'
  picture.src = url
  link.append(picture)
  return link
}

function state(message: Message): HTMLElement {
  const box = element('div', 'state')
  const toggle = element('button', 'state-toggle', 'show state')
  toggle.type = 'button'
  toggle.setAttribute('aria-expanded', 'false')
  const json = element('pre', 'state-json')
  json.hidden = true
  json.append(element('code', '', JSON.stringify(message.state, null, 2)))
  toggle.addEventListener('click', () => {
    json.hidden = !json.hidden
    toggle.textContent = json.hidden ? 'show state' : 'hide state'
    toggle.setAttribute('aria-expanded', String(!json.hidden))
  })
  box.append(toggle, json)
  return box
}

/** What a message says, to be read out: without its scripts and styles. */
export function textOf(card: HTMLElement): string {
  const live = card.querySelector('.content')
  // A copy in this document would load and play a second time.
  const content = live && document.implementation.createHTMLDocument('').importNode(live, true)
  for (const silent of content?.querySelectorAll('script, style, template, noscript') ?? []) silent.remove()
  return content?.textContent ?? ''
}

/** Also decides on which side it stands. */
export function setOwn(card: HTMLElement, isOwn: boolean): void {
  card.classList.toggle('message-right', isOwn)
  card.classList.toggle('message-left', !isOwn)
}

export function makeCard(message: Message, options: CardOptions): HTMLElement {
  const card = element('div', `message-card kind-${message.kind}`)
  setOwn(card, options.isOwn)
  const isLively = message.kind === 'bot' && !options.isPlain
  card.classList.toggle('is-rich', isLively && isRich(message))
  card.classList.toggle('has-own-colours', isLively && ownColours.test(message.text))
  card.setAttribute('role', 'article')
  card.setAttribute('necsus-message-id', String(message.id))
  card.setAttribute('data-necsus-author', message.author)
  const clock = typeof message.when === 'number' ? clockTime(message.when) : message.when
  card.setAttribute('aria-label', `${message.author}, ${clock}`)
  card.style.setProperty('--author-hue', String(hueOf(message.author)))

  const avatar = element('span', 'avatar', initialOf(message.author))
  avatar.setAttribute('aria-hidden', 'true')
  const head = element('div', 'message-head')
  head.append(element('strong', 'author', message.author), timeElement(message.when))
  const inner = element('div', 'card-content')
  inner.append(head, bodyOf(message, options))
  if (message.image) inner.append(image(message, options.isLive))
  if (message.media) inner.append(mediaPlayer(resolved(message.media, message.base_url), options.isLive))
  if (message.state !== null && message.state !== undefined) inner.append(state(message))
  card.append(avatar, inner)
  return card
}
