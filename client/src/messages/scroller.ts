// Keeps the newest message in view as long as its reader is at the end, and leaves the view alone when not.

/** Nearer to the end than this is at the end. */
const tolerance = 40
/** A wheel or a finger scrolls on for a while. */
const momentum = 500
const acts = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const

export class Scroller {
  private isPinned = true
  private lastTop = 0
  private lastHeight = 0
  private lastAct = -momentum
  private readonly observer: ResizeObserver

  constructor(
    private readonly box: HTMLElement,
    content: HTMLElement[],
    private readonly changed: (isAtEnd: boolean) => void,
  ) {
    // Late images, fonts, opened states, the on-screen keyboard: whatever changes a height.
    this.observer = new ResizeObserver(() => { this.follow() })
    for (const element of [box, ...content]) this.observer.observe(element)
    box.addEventListener('scroll', this.scrolled, { passive: true })
    for (const act of acts) box.addEventListener(act, this.acted, { passive: true })
    this.anchor()
  }

  get isAtEnd(): boolean {
    return this.isPinned
  }

  stop(): void {
    this.observer.disconnect()
    this.box.removeEventListener('scroll', this.scrolled)
    for (const act of acts) this.box.removeEventListener(act, this.acted)
  }

  toEnd(): void {
    this.pin(true)
    this.follow()
  }

  /** To the end, if that is where the reader was. */
  follow(): void {
    if (!this.isPinned) return
    this.box.scrollTop = this.box.scrollHeight
    this.note()
  }

  /** Does what changes something above the view, and leaves the view where it is. */
  keepView(change: () => void): void {
    if (this.isPinned) {
      change()
      this.follow()
      return
    }
    const top = this.box.getBoundingClientRect().top
    const isSeen = (element: Element) => element.getBoundingClientRect().bottom > top
    // First the chunk: to measure all cards would lay out what is not in view.
    const chunk = [...this.box.querySelectorAll('.message-chunk')].find(isSeen)
    const anchor = chunk && [...chunk.querySelectorAll('.message-card')].find(isSeen)
    const before = anchor?.getBoundingClientRect().top ?? 0
    change()
    // Chrome may have kept it already; at the very top no browser does.
    const moved = (anchor?.getBoundingClientRect().top ?? 0) - before
    if (moved !== 0) this.box.scrollTop += moved
    this.note()
  }

  private note(): void {
    this.lastTop = this.box.scrollTop
    this.lastHeight = this.box.scrollHeight
  }

  private pin(isPinned: boolean): void {
    if (this.isPinned === isPinned) return
    this.isPinned = isPinned
    this.anchor()
    this.changed(isPinned)
  }

  /** At the end the browser must not hold on to something else: that would look as if the reader had scrolled. */
  private anchor(): void {
    this.box.style.overflowAnchor = this.isPinned ? 'none' : 'auto'
  }

  private readonly acted = (): void => {
    this.lastAct = performance.now()
  }

  private readonly scrolled = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = this.box
    const isNearEnd = scrollHeight - scrollTop - clientHeight < tolerance
    // What comes in below moves the end away, and what shrinks moves the view up: that is not the reader's doing.
    const isReaders = scrollHeight === this.lastHeight || performance.now() - this.lastAct < momentum
    if (isNearEnd) this.pin(true)
    else if (scrollTop < this.lastTop - 1 && isReaders) this.pin(false)
    this.note()
  }
}
