// Lays the list's children out by the hundred, so that the browser can skip what is not in view: it asks each frame which
// are near, and asking for 10,000 would take too long. The children themselves stay the list's own, as scripts expect;
// the hundreds are in its shadow tree, and each takes in those whose `slot` names it.
import { element } from './element'

const chunkSize = 100

/** What is positioned or sticks out of a chunk would be cut off: one with rich content is never skipped, but its plain messages are. */
const style = `
  .chunk { contain-intrinsic-size: auto 200rem }
  /* The newest are in view at once: a guess at their height would show as a jump. */
  .chunk:not(:nth-last-of-type(-n + 2), .has-rich, .is-wanted) { content-visibility: auto }
  .has-rich:not(.is-wanted) ::slotted(.message-card:not(.is-rich)) {
    contain-intrinsic-size: auto 3rem;
    content-visibility: auto;
  }
  @media print { .chunk.chunk { break-inside: avoid; content-visibility: visible } }
`

interface Chunk {
  box: HTMLElement
  slot: string
  size: number
}

export class Chunks {
  private readonly shadow: ShadowRoot
  private readonly bySlot = new Map<string, Chunk>()
  private readonly wanted = new Set<Chunk>()
  private last: Chunk | undefined
  private count = 0

  constructor(private readonly host: HTMLElement) {
    this.shadow = host.attachShadow({ mode: 'open' })
    this.clear()
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) this.takeIn(node)
    }).observe(host, { childList: true })
  }

  clear(): void {
    this.bySlot.clear()
    this.wanted.clear()
    this.last = undefined
    const sheet = document.createElement('style')
    sheet.textContent = style
    // Texts that scripts put among the messages have no `slot`.
    this.shadow.replaceChildren(sheet, document.createElement('slot'))
  }

  /** For a child at the end. */
  putLast(child: Element): void {
    if (!this.last || this.last.size >= chunkSize)
      this.last = this.make((box) => this.shadow.lastElementChild!.before(box))
    this.put(child, this.last)
  }

  /** For a child beside another. */
  putBeside(child: Element, neighbour: Element): void {
    const chunk = this.bySlot.get(neighbour.slot)
    if (chunk) this.put(child, chunk)
    else child.slot = neighbour.slot
  }

  /** For children before all others; they are put into chunks of their own. */
  putFirst(children: Element[]): void {
    for (let end = children.length; end > 0; end -= chunkSize) {
      const chunk = this.make((box) => this.shadow.firstElementChild!.after(box))
      this.last ??= chunk
      for (const child of children.slice(Math.max(0, end - chunkSize), end)) this.put(child, chunk)
    }
  }

  /** Lays out, until the next frame, what is skipped of `element` or around it: its text is to be read. */
  want(element: Element): void {
    const child = this.childOf(element)
    const chunks = child ? [this.bySlot.get(child.slot)] : [...this.bySlot.values()]
    for (const chunk of chunks) {
      if (!chunk || this.wanted.has(chunk)) continue
      chunk.box.classList.add('is-wanted')
      if (this.wanted.size === 0) requestAnimationFrame(this.noneIsWanted)
      this.wanted.add(chunk)
    }
  }

  private readonly noneIsWanted = (): void => {
    for (const { box } of this.wanted) box.classList.remove('is-wanted')
    this.wanted.clear()
  }

  /** The list's child that `element` is, or is in. */
  private childOf(element: Element): Element | undefined {
    for (let at: Element | null = element; at; at = at.parentElement) if (at.parentElement === this.host) return at
    return undefined
  }

  private make(insert: (box: HTMLElement) => void): Chunk {
    this.count += 1
    const chunk = { box: element('div', 'chunk'), slot: `chunk-${this.count}`, size: 0 }
    const slot = document.createElement('slot')
    slot.name = chunk.slot
    chunk.box.append(slot)
    insert(chunk.box)
    this.bySlot.set(chunk.slot, chunk)
    return chunk
  }

  private put(child: Element, chunk: Chunk): void {
    child.slot = chunk.slot
    if (child.classList.contains('message-card')) chunk.size += 1
    if (child.classList.contains('is-rich')) chunk.box.classList.add('has-rich')
  }

  /** What scripts put among the messages stands where they put it. */
  private takeIn(node: Node): void {
    if (!(node instanceof Element) || node.parentNode !== this.host || this.bySlot.has(node.slot)) return
    const neighbour = node.previousElementSibling ?? node.nextElementSibling
    if (neighbour?.slot) this.putBeside(node, neighbour)
    else this.putLast(node)
  }
}

/** Where the chunks of this list are, and what stands in each: to be measured. */
export function chunkBoxes(list: HTMLElement): Element[] {
  return [...(list.shadowRoot?.querySelectorAll('.chunk') ?? [])]
}

export function cardsIn(chunk: Element): Element[] {
  const children = chunk.querySelector('slot')?.assignedElements() ?? []
  return children.filter((child) => child.classList.contains('message-card'))
}
