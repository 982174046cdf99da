// Necsus.addEventListener('message', …): a listener is called for every message once, the oldest first, those that were
// there before it included.
import type { Message } from '../api/types'
import { asOwner, currentOwner, type Owner } from './owners'

export type MessageListener = (element: HTMLElement, message: Message) => void

/** A task on the page should not take longer, or typing stutters. */
const slice = 30

interface Listening {
  listener: MessageListener
  /** Whose it is; unknown if it was added from the console. */
  owner: Owner | undefined
  /** What it has yet to be called for, from `next` on. */
  queue: [HTMLElement, Message][]
  next: number
  isScheduled: boolean
}

export class Listeners {
  private readonly all: Listening[] = []

  constructor(
    private readonly present: () => [HTMLElement, Message][],
    private readonly failed: (element: HTMLElement, error: unknown) => void,
    private readonly schedule: (task: () => void) => void = (task) => setTimeout(task, 0),
  ) {}

  readonly addEventListener = (kind: string, listener: MessageListener): void => {
    if (kind !== 'message') throw new Error(`Unrecognised event kind '${kind}': the only one is 'message'.`)
    const listening: Listening = { listener, owner: currentOwner(), queue: this.present(), next: 0, isScheduled: false }
    this.all.push(listening)
    this.goOn(listening)
  }

  announce(element: HTMLElement, message: Message): void {
    for (const listening of this.all) {
      listening.queue.push([element, message])
      if (!listening.isScheduled) this.goOn(listening)
    }
  }

  /** The room was cleared: what no listener has had yet, none gets. */
  drop(): void {
    for (const listening of this.all) {
      listening.queue = []
      listening.next = 0
    }
  }

  private goOn(listening: Listening): void {
    listening.isScheduled = false
    const end = performance.now() + slice
    while (listening.next < listening.queue.length) {
      if (performance.now() > end) {
        listening.isScheduled = true
        this.schedule(() => this.goOn(listening))
        return
      }
      const [element, message] = listening.queue[listening.next++]!
      const { listener, owner } = listening
      try {
        if (owner) asOwner(owner, () => listener(element, message))
        else listener(element, message)
      } catch (error) {
        this.failed(owner?.card ?? element, error)
      }
    }
    listening.queue = []
    listening.next = 0
  }
}
