// Messages on their way to the server. Each is tried again with the same key until it is stored, so that it is neither
// lost nor doubled; what the server refuses, and what doesn't get through for long, waits for its author to decide.
import type { Kept } from '../storage'
import { ServerError } from './http'
import { asTime } from './shapes'
import { pauseAfter, saidMeanwhile, type Pause } from './patience'
import type { Message } from './types'

export interface Outgoing {
  /** The Idempotency-Key: the same at every try. */
  readonly key: string
  readonly author: string
  readonly text: string
  /** Seconds since the epoch. */
  readonly when: number
  /** Why it was not sent; undefined while it is on its way. */
  failure?: string | undefined
  /** Why it is not sent yet, and when it will be; undefined while it is being sent. */
  waiting?: string | undefined
}

export interface OutboxEvents {
  /** Something was added, failed, or is tried again. */
  changed(outgoing: Outgoing): void
  /** It seems to be in the room's stream already. */
  recognised(outgoing: Outgoing): void
  /** It is stored as `message`, or its author gave it up (undefined). */
  gone(outgoing: Outgoing, message: Message | undefined): void
}

export type Send = (author: string, text: string, key: string) => Promise<Message>

/** Waits before the second try, the third, …; then its author is asked. */
const waits = [1000, 3000, 8000]
const second = 1000
/** Seconds; the server remembers a key for ten minutes. */
const keyIsKnownFor = 9 * 60

export class Outbox {
  private readonly all = new Map<string, Outgoing>()
  /** The one whose POST is under way. */
  private current: Outgoing | undefined
  /** The server keeps the order in which it gets messages: so one is sent after the other. */
  private queue: Promise<void> = Promise.resolve()

  constructor(
    private readonly send: Send,
    private readonly events: OutboxEvents,
    /** Where it is kept over a reload. */
    private readonly kept: Pick<Kept, 'list' | 'setList'>,
    private readonly sleep = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds)),
  ) {}

  /** What a page that was left had not sent is sent now; what may be a second time by now, its author decides. */
  restore(): void {
    for (const outgoing of this.kept.list(isOutgoing)) {
      outgoing.waiting = undefined
      const isForgotten = Date.now() / 1000 - outgoing.when > keyIsKnownFor
      if (isForgotten) outgoing.failure ??= 'The page was left before it was known whether it arrived.'
      if (!outgoing.failure) {
        this.add(outgoing)
        continue
      }
      this.all.set(outgoing.key, outgoing)
      this.events.changed(outgoing)
    }
  }

  post(author: string, text: string): void {
    this.add({ key: newKey(), author, text, when: Date.now() / 1000 })
  }

  retry(key: string): void {
    const outgoing = this.all.get(key)
    if (!outgoing?.failure) return
    outgoing.failure = undefined
    this.events.changed(outgoing)
    this.enqueue(outgoing)
  }

  /** The room's stream may be quicker than the answer to the POST, which still decides. True if this may be its message. */
  recognise(message: Message): boolean {
    const { author, text } = this.current ?? {}
    if (!this.current || message.kind !== 'user' || message.author !== author || message.text !== text) return false
    this.events.recognised(this.current)
    return true
  }

  remove(key: string): void {
    const outgoing = this.all.get(key)
    if (outgoing) this.settle(outgoing, undefined)
  }

  private add(outgoing: Outgoing): void {
    this.all.set(outgoing.key, outgoing)
    this.store()
    this.events.changed(outgoing)
    this.enqueue(outgoing)
  }

  private enqueue(outgoing: Outgoing): void {
    this.queue = this.queue.then(() => this.deliver(outgoing))
  }

  private async deliver(outgoing: Outgoing): Promise<void> {
    for (let attempt = 0; ; ) {
      if (!this.all.has(outgoing.key)) return
      this.current = outgoing
      try {
        const message = await this.send(outgoing.author, outgoing.text, outgoing.key)
        return this.settle(outgoing, message)
      } catch (error) {
        const pause = pauseAfter(error, outgoing.when * 1000)
        if (pause) {
          await this.pause(outgoing, pause)
          continue
        }
        const isTemporary = error instanceof ServerError && error.isTemporary && error.retryAfter === undefined
        const wait = waits[attempt]
        if (!isTemporary || wait === undefined) return this.fail(outgoing, (error as Error).message)
        attempt += 1
        await this.sleep(wait)
      } finally {
        this.current = undefined
      }
    }
  }

  /** Those behind it wait too, so that the order stays. */
  private async pause(outgoing: Outgoing, pause: Pause): Promise<void> {
    this.current = undefined
    for (let left = pause.milliseconds; left > 0 && this.all.has(outgoing.key); left -= second) {
      outgoing.waiting = saidMeanwhile(pause, left)
      this.events.changed(outgoing)
      await this.sleep(Math.min(left, second))
    }
    outgoing.waiting = undefined
    if (this.all.has(outgoing.key)) this.events.changed(outgoing)
  }

  private fail(outgoing: Outgoing, why: string): void {
    outgoing.failure = why
    this.store()
    this.events.changed(outgoing)
  }

  private settle(outgoing: Outgoing, message: Message | undefined): void {
    if (!this.all.delete(outgoing.key)) return
    this.store()
    this.events.gone(outgoing, message)
  }

  private store(): void {
    this.kept.setList([...this.all.values()])
  }
}

function isOutgoing(value: unknown): value is Outgoing {
  if (typeof value !== 'object' || value === null) return false
  const { key, author, text, when, failure } = value as Partial<Record<string, unknown>>
  const areTexts = [author, text].every((field) => typeof field === 'string')
  const isKey = typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key) // else no header could hold it
  return areTexts && isKey && typeof asTime(when) === 'number' && ['string', 'undefined'].includes(typeof failure)
}

/** crypto.randomUUID needs a secure origin; a classroom's server may be plain http. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
