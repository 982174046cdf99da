// A page that bots' code has held up for good is opened again without it. A mark is set before their code runs, and taken
// away once the page has answered for a while; a page that finds one is plain, until its reader turns the scripts on.
import { keptInTab, type Kept } from '../storage'

/** So often the page is asked whether it still answers, and so many answers are enough. */
const tick = 200
const enough = 10
/** An answer later than this is none. */
const tooLate = 3000

export class SafeStart {
  /** '' without a mark: then bots' code may run. */
  readonly reason: '' | 'asked' | 'failed'
  private timer: ReturnType<typeof setTimeout> | undefined
  private isMarked = false
  private hasStalled = false
  private lastAnswer = 0

  constructor(
    room: string,
    search = location.search,
    private readonly kept: Pick<Kept, 'text' | 'setText'> = keptInTab(`necsus-trying-${room}`),
    private readonly isThere = () => document.querySelector('#necsus #message-input') !== null,
  ) {
    const isAsked = new URLSearchParams(search).has('plain')
    this.reason = kept.text() !== '' ? 'failed' : isAsked ? 'asked' : ''
    if (this.reason !== '') return
    window.addEventListener('pagehide', this.left)
    document.addEventListener('visibilitychange', this.answered)
  }

  /** A hidden tab's timers are late by themselves: from here on they count. */
  private readonly answered = (): void => {
    this.lastAnswer = Date.now()
  }

  private get isLate(): boolean {
    return Date.now() - this.lastAnswer > tooLate
  }

  readonly aboutToRun = (): void => {
    if (this.reason !== '') return
    if (!this.isMarked) this.kept.setText('bots’ code')
    this.isMarked = true
    clearTimeout(this.timer)
    this.answered()
    this.watch(0)
  }

  /** Bots' code may run when the page is loaded again: answers the address that it then has. */
  turnOn(): string {
    this.kept.setText('')
    const address = new URL(location.href)
    address.searchParams.delete('plain')
    return address.pathname + address.search + address.hash
  }

  private watch(answers: number): void {
    this.timer = setTimeout(() => {
      const isLate = this.isLate && document.visibilityState === 'visible'
      if (isLate) this.hasStalled = true
      this.answered()
      if (!isLate && answers >= enough && this.isThere()) this.unmark()
      else this.watch(isLate ? 0 : answers + 1)
    }, tick)
  }

  private unmark(): void {
    this.isMarked = this.hasStalled = false
    this.kept.setText('')
  }

  /** A reader who leaves a page that works has nothing against it. */
  private readonly left = (): void => {
    if (this.isMarked && !this.hasStalled && !this.isLate && this.isThere()) this.unmark()
  }
}
