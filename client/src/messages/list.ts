// The messages of a room by id, and their elements. One message costs one insertion, however many there are.
import type { Message } from '../api/types'
import { makeCard, setOwn, type CardOptions } from './card'
import { Chunks } from './chunks'
import { element } from './element'
import { isFailure } from './failure'
import { Repeats } from './repeats'
import { ago, dayName, dayOf } from './time'

/** Of one author within so many seconds: shown as one. */
const groupSeconds = 5 * 60

export interface ListOptions {
  isOwn(message: Message): boolean
  isPlain(message: Message): boolean
  /** It is in the page now. */
  inserted(card: HTMLElement, message: Message): void
  /** One that was folded is shown now. */
  unfolded?(card: HTMLElement, message: Message): void
}

export class MessageList {
  /** The list itself, to be put where it is to be seen. */
  readonly root = element('div')
  readonly byId: Record<number, Message> = {}
  private readonly chunks: Chunks
  private readonly repeats = new Repeats((id) => this.cards.get(id)!)
  private ids: number[] = []
  private readonly cards = new Map<number, HTMLElement>()
  private readonly dayLines = new Map<number, HTMLElement>()
  private newLine: HTMLElement | undefined

  constructor(private readonly options: ListOptions) {
    this.root.id = 'messages-list'
    // Not announced as a whole: the page announces new messages one by one.
    for (const [name, value] of [
      ['role', 'log'],
      ['aria-live', 'off'],
      ['aria-label', 'Messages'],
    ] as const) {
      this.root.setAttribute(name, value)
    }
    this.chunks = new Chunks(this.root)
  }

  get size(): number {
    return this.ids.length
  }
  get newest(): Message | undefined {
    return this.byId[this.ids[this.ids.length - 1]!]
  }
  get oldest(): Message | undefined {
    return this.byId[this.ids[0]!]
  }
  get messages(): Message[] {
    return this.ids.map((id) => this.byId[id]!)
  }
  has(id: number): boolean {
    return this.cards.has(id)
  }

  card(id: number): HTMLElement | undefined {
    return this.cards.get(id)
  }

  /** One that is there already stays as it is: a stored message never changes. False then. */
  add(message: Message, isLive: boolean): boolean {
    if (this.has(message.id)) return false
    const place = this.placeOf(message.id)
    const following = this.ids[place]
    const card = this.make(message, isLive)
    this.ids.splice(place, 0, message.id)
    const next = following === undefined ? undefined : this.startOf(following)
    if (next?.parentNode === this.root) {
      this.chunks.putBeside(card, next)
      next.before(card)
    } else {
      this.chunks.putLast(card)
      this.root.append(card)
    }
    this.arrange(place)
    this.arrange(place + 1)
    this.options.inserted(card, message)
    return true
  }

  /** Messages older than all that are there: one insertion for all. */
  prepend(messages: Message[]): void {
    const before = this.ids[0] ?? Infinity
    const unknown = new Map(messages.map((message) => [message.id, message]))
    const sorted = [...unknown.values()].filter(({ id }) => !this.has(id)).sort((a, b) => a.id - b.id)
    // A server that answers something else than it was asked for.
    for (const message of sorted) if (message.id > before) this.add(message, false)
    const added = sorted.filter(({ id }) => id < before)
    const fragment = document.createDocumentFragment()
    const made = added.map((message) => this.make(message, false))
    this.chunks.putFirst(made)
    fragment.append(...made)
    this.ids = [...added.map(({ id }) => id), ...this.ids]
    // Arranged before it is in the page: nothing has to be laid out twice.
    for (let place = 0; place < added.length; place += 1) this.arrange(place)
    this.root.prepend(fragment)
    this.arrange(added.length)
    for (const message of added) this.options.inserted(this.cards.get(message.id)!, message)
  }

  clear(): void {
    this.ids = []
    for (const id of this.cards.keys()) Reflect.deleteProperty(this.byId, id)
    this.cards.clear()
    this.dayLines.clear()
    this.repeats.clear()
    this.newLine = undefined
    this.root.replaceChildren()
    this.chunks.clear()
  }

  /** Sees to it that all of `element` is laid out in this frame, in view or not. */
  layOut = (element: Element): void => this.chunks.want(element)

  /** The line, if there is one. */
  get line(): HTMLElement | undefined {
    return this.newLine
  }

  /** A line above message `id`; without one, none. */
  showNewLine(id: number | undefined): void {
    this.newLine?.remove()
    this.newLine = undefined
    if (id === undefined || !this.has(id)) return
    this.newLine = element('div', 'new-line', 'New')
    this.newLine.setAttribute('role', 'separator')
    this.putBefore(this.newLine, this.cards.get(id)!)
  }

  /** The sides anew, for the messages of these authors: a name was changed. */
  recomputeOwn(authors: Set<string>): void {
    for (const [id, card] of this.cards) {
      const message = this.byId[id]!
      if (authors.has(message.author)) setOwn(card, this.options.isOwn(message))
    }
    for (let place = 0; place < this.ids.length; place += 1) {
      if (authors.has(this.byId[this.ids[place]!]!.author)) this.group(place)
    }
  }

  /** Brings the times in words up to date, the newest first, as far back as they still change every minute. */
  refreshTimes(): void {
    const now = Date.now() / 1000
    for (let place = this.ids.length - 1; place >= 0; place -= 1) {
      const { id, when } = this.byId[this.ids[place]!]!
      if (typeof when !== 'number') continue
      const time = this.cards.get(id)?.querySelector('.when')
      if (!time) continue // a script made the card anew
      const text = ago(when, now)
      if (time.textContent !== text) time.textContent = text
      else if (now - when > 7200) break
    }
  }

  private make(message: Message, isLive: boolean): HTMLElement {
    const { isOwn, isPlain, unfolded } = this.options
    const options: CardOptions = { isOwn: isOwn(message), isPlain: isPlain(message), isLive }
    if (unfolded) options.unfolded = unfolded
    const card = makeCard(message, options)
    this.byId[message.id] = message
    this.cards.set(message.id, card)
    return card
  }

  private putBefore(line: Element, card: Element): void {
    this.chunks.putBeside(line, card)
    card.before(line)
  }

  /** Where in `ids` an id belongs. Nearly always that is the end. */
  private placeOf(id: number): number {
    let place = this.ids.length
    while (place > 0 && this.ids[place - 1]! > id) place -= 1
    return place
  }

  /** The first element that belongs to a message: its day line, or its card. */
  private startOf(id: number): HTMLElement {
    const line = this.dayLines.get(id)
    if (line) return line
    const card = this.cards.get(id)!
    return this.newLine && card.previousElementSibling === this.newLine ? this.newLine : card
  }

  /** Day line and grouping depend on the message before. */
  private arrange(place: number): void {
    const message = this.byId[this.ids[place]!]
    if (!message) return
    const before = this.byId[this.ids[place - 1]!]
    const card = this.cards.get(message.id)!
    this.dayLines.get(message.id)?.remove()
    this.dayLines.delete(message.id)
    const isNewDay = startsDay(before, message)
    if (isNewDay) {
      const line = element('div', 'day-line', dayName(message.when as number, Date.now() / 1000))
      line.setAttribute('role', 'separator')
      this.dayLines.set(message.id, line)
      this.putBefore(line, card)
    }
    this.group(place)
    let at = place
    while (at < this.ids.length && this.repeats.arrange(this.byId[this.ids[at - 1]!], this.byId[this.ids[at]!]!))
      at += 1
  }

  /** What one and the same says within a few minutes is one block: two of one name may be two. */
  private group(place: number): void {
    const message = this.byId[this.ids[place]!]!
    const before = this.byId[this.ids[place - 1]!]
    const { isOwn } = this.options
    const isContinued = !this.dayLines.has(message.id) && continues(before, message) && isOwn(before) === isOwn(message)
    this.cards.get(message.id)!.classList.toggle('is-continued', isContinued)
  }
}

function startsDay(before: Message | undefined, message: Message): boolean {
  if (typeof message.when !== 'number') return false
  return !before || typeof before.when !== 'number' || dayOf(before.when) !== dayOf(message.when)
}

function continues(before: Message | undefined, message: Message): before is Message {
  if (!before || isFailure(message) || before.author !== message.author || before.kind !== message.kind) return false
  if (typeof message.when !== 'number' || typeof before.when !== 'number') return before.when === message.when
  return message.when - before.when < groupSeconds
}
