// A message as an element. It is made once and kept: bots' scripts, forms and players live in it.
import type { Message } from '../api/types'
import { markForms } from '../bots/forms'
import { resolveUrls } from '../bots/urls'
import { harmlessMedia, harmlessPicture } from './addresses'
import { hueOf, initialOf, isolatedName, nameElement } from './author'
import { element } from './element'
import { botNamedIn, dressFailure, failureIcon, isFailure, settingsButton } from './failure'
import { foldedHtml, foldedText } from './fold'
import { mediaPlayer } from './media'
import { harmlessOfBots } from './sanitize'
import { ago, clockTime, exactTime } from './time'
import { typed } from './typed'
import { whyHeavy } from './weight'

export interface CardOptions {
  isOwn: boolean
  /** A bot's message without scripts and styles. */
  isPlain: boolean
  /** It came while the page was open: its media may play at once. */
  isLive: boolean
  /** A bot's message that was folded is shown now, and comes to life. */
  unfolded?(card: HTMLElement, message: Message): void
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

const livelyHtml =
  /<(?:style|script|form|iframe|canvas|object|embed|svg|dialog|details|button)\b|\s(?:style|class|on\w+)=/i
const colour = /color|background/i

/** What brings its own styles or positions must not be laid out lazily, or it would be cut off. */
const isRich = (message: Message) => message.css !== null || message.js !== null || livelyHtml.test(message.text)

function bodyOf(message: Message, options: CardOptions): HTMLElement {
  const body = element('div', 'content')
  body.append(content(message, options))
  makeReachable(body)
  return body
}

/** What scrolls must be reachable by keyboard: of tables in tables the outermost does. */
function makeReachable(body: Element): void {
  for (const block of body.querySelectorAll<HTMLElement>('pre, table:not(table table)')) block.tabIndex = 0
}

/** Colours that were chosen on white; what a text merely says of colours is none of that. */
function hasOwnColours(body: Element): boolean {
  if (body.querySelector('style, font, [bgcolor]')) return true
  return [...body.querySelectorAll('[style]')].some((styled) => colour.test(styled.getAttribute('style')!))
}

function content(message: Message, options: CardOptions): Node {
  if (isFailure(message)) return failureContent(message)
  if (message.kind !== 'bot') {
    const isPersons = message.kind === 'user'
    return typedContent(message.text, message.base_url, isPersons)
  }
  const why = whyHeavy(message.text)
  if (!why) return botsHtml(message, options)
  return foldedHtml(why, message.text.length, (fold) => {
    const body = fold.parentElement
    const card = fold.closest<HTMLElement>('.message-card')
    fold.replaceWith(botsHtml(message, options))
    if (body) makeReachable(body)
    if (card) options.unfolded?.(card, message)
  })
}

function failureContent(message: Message): DocumentFragment {
  const text = typedContent(message.text, null, false)
  const bot = botNamedIn(text)
  dressFailure(text)
  if (bot) text.append(settingsButton(bot))
  return text
}

/** What somebody typed; too much of it is folded. */
export function typedContent(text: string, base: string | null = null, linksAddresses = true): DocumentFragment {
  const fragment = typed(text, { base, linksAddresses })
  return fragment ? withSafeLinks(fragment) : foldedText(text)
}

function botsHtml(message: Message, options: CardOptions): DocumentFragment {
  // A template's document loads nothing and runs nothing, so addresses can be put right before anybody asks for them.
  const template = document.createElement('template')
  template.innerHTML = message.text
  // Of a whole page that a bot sent by mistake: they would take the room away.
  for (const element of template.content.querySelectorAll('base, meta[http-equiv]')) element.remove()
  resolveUrls(template.content, message.base_url)
  if (!options.isLive) {
    for (const player of template.content.querySelectorAll('[autoplay]')) player.removeAttribute('autoplay')
  }
  const fragment = options.isPlain ? harmlessOfBots(template.innerHTML) : document.importNode(template.content, true)
  markForms(fragment, message.from_bot)
  return withSafeLinks(fragment)
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
  const url = harmlessPicture(message.image!, message.base_url)
  if (url === undefined) return unusable('picture', message.image!)
  const link = element('a', 'message-image')
  link.href = url
  link.target = '_blank'
  link.rel = 'noopener'
  const picture = element('img')
  picture.alt = `Image from ${isolatedName(message.author)}`
  if (!isLive) picture.loading = 'lazy'
  picture.src = url
  link.append(picture)
  return link
}

function media(message: Message, isLive: boolean): HTMLElement {
  const url = harmlessMedia(message.media!, message.base_url)
  if (url === undefined) return unusable('sound or film', message.media!)
  // What a person names must not begin to play in everybody's room.
  return mediaPlayer(url, isLive && message.kind === 'bot')
}

function unusable(what: string, url: string): HTMLElement {
  const shown = url.length > 200 ? `${url.slice(0, 200)}…` : url
  return element('p', 'unusable-address', `The address of a ${what} is none that can be shown: ${shown}`)
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

/** What every message's element has, whatever is in it. */
function emptyCard(message: Message, options: CardOptions): HTMLElement {
  const card = element('div', `message-card kind-${message.kind}`)
  setOwn(card, options.isOwn)
  card.setAttribute('role', 'article')
  card.setAttribute('necsus-message-id', String(message.id))
  card.setAttribute('data-necsus-author', message.author)
  const clock = typeof message.when === 'number' ? clockTime(message.when) : message.when
  card.setAttribute('aria-label', `${isolatedName(message.author)}, ${clock}`)
  card.style.setProperty('--author-hue', String(hueOf(message.author)))
  return card
}

function avatarOf(author: string): HTMLElement {
  const avatar = element('span', 'avatar', initialOf(author))
  avatar.setAttribute('aria-hidden', 'true')
  return avatar
}

function fill(card: HTMLElement, message: Message, ...parts: Node[]): void {
  const avatar = isFailure(message) ? failureIcon() : avatarOf(message.author)
  const head = element('div', 'message-head')
  head.append(nameElement(message.author), timeElement(message.when))
  const inner = element('div', 'card-content')
  inner.append(head, ...parts)
  card.append(avatar, inner)
}

function wholeCard(message: Message, options: CardOptions): HTMLElement {
  const card = emptyCard(message, options)
  const isLively = message.kind === 'bot' && !options.isPlain
  card.classList.toggle('is-rich', isLively && isRich(message))
  card.classList.toggle('is-failure', isFailure(message))
  const body = bodyOf(message, options)
  card.classList.toggle('has-own-colours', isLively && hasOwnColours(body))
  const parts: Node[] = [body]
  if (message.image) parts.push(image(message, options.isLive))
  if (message.media) parts.push(media(message, options.isLive))
  if (message.state !== null && message.state !== undefined) parts.push(state(message))
  fill(card, message, ...parts)
  return card
}

/** One that can't be made as it should be is shown as the text that it is: the others must not go with it. */
export function makeCard(message: Message, options: CardOptions): HTMLElement {
  try {
    return wholeCard(message, options)
  } catch (error) {
    reportError(error)
    const card = emptyCard(message, options)
    const body = element('div', 'content')
    body.append(foldedText(message.text))
    fill(card, message, body)
    return card
  }
}
