// What was said before the page was opened: the newest screenful at once, the rest in large batches behind it.
import type { Message } from '../api/types'

const firstPage = 60
const page = 1000
/** So many messages a room shows by itself. */
export const mostLoaded = 10_000
/** Elements made in one task: typing must not wait for longer. */
const batch = 200
/** Milliseconds between tries. */
const shortestWait = 500
const longestWait = 5000

export interface HistoryEvents {
  /** Messages older than all before, ascending. */
  page(messages: Message[]): void
  oldest(): number | undefined
}

export type Fetch = (limit: number, before?: number) => Promise<Message[]>

const nextTask = () => new Promise<void>((done) => setTimeout(done, 0))

export class HistoryLoader {
  private isAborted = false
  private isComplete = false
  private loaded = 0

  constructor(
    private readonly fetch: Fetch,
    private readonly events: HistoryEvents,
  ) {}

  /** The newest. As often as it takes: without them there is nothing to show. */
  async first(): Promise<void> {
    for (let wait = shortestWait; ; wait = Math.min(2 * wait, longestWait)) {
      const messages = await this.ask(firstPage)
      if (messages) return this.take(messages, firstPage)
      await new Promise<void>((done) => setTimeout(done, wait))
    }
  }

  /** All the rest, up to the newest 10,000. True if there are more. */
  async rest(): Promise<boolean> {
    while (!this.isComplete && !this.isAborted && this.loaded < mostLoaded) {
      if (!(await this.next(Math.min(page, mostLoaded - this.loaded)))) return true
    }
    return !this.isComplete && !this.isAborted
  }

  /** A page more. True if there may be others. */
  async older(): Promise<boolean> {
    await this.next(page)
    return !this.isComplete && !this.isAborted
  }

  /** The room was cleared: nothing older is there any more. */
  abort(): void {
    this.isAborted = true
  }

  /** False if the server could not be asked. */
  private async next(limit: number): Promise<boolean> {
    const messages = await this.ask(limit, this.events.oldest())
    if (messages) await this.take(messages, limit)
    return messages !== undefined
  }

  /** Undefined if there was no answer. What becomes of one is another matter: a fault of the page is no reason to ask again. */
  private async ask(limit: number, before?: number): Promise<Message[] | undefined> {
    try {
      return await this.fetch(limit, before)
    } catch {
      return undefined
    }
  }

  private async take(messages: Message[], limit: number): Promise<void> {
    if (messages.length < limit) this.isComplete = true
    for (let end = messages.length; end > 0 && !this.isAborted; end -= batch) {
      this.events.page(messages.slice(Math.max(0, end - batch), end))
      await nextTask()
    }
    this.loaded += messages.length
  }
}
