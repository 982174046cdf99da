// Messages on their way to the server. Each is tried again with the same key until it is stored, so that it is neither
// lost nor doubled; what does not get through is sent when there is a connection again, and what the server refuses waits
// for its author to decide.
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
  /** When it may have reached the server for the first time, in seconds; undefined if it was never tried. */
  tried?: number | undefined
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

/** Waits before the second try, the third, …, and then between all others; a connection that comes back ends them. */
const waits = [1000, 3000, 8000, 15_000]
/** After so many it is said why it takes longer; and so often one that the server failed to store is tried again. */
const quietWaits = 1
const triesOfFaults = 3
const away = 'No connection: it is sent by itself as soon as there is one.'
const unknown = 'It is not known whether it arrived: the connection was away for too long.'
const second = 1000
/** Seconds; the server remembers a key for ten minutes. */
const keyIsKnownFor = 9 * 60

export class Outbox {
  private readonly all = new Map<string, Outgoing>()
  /** The one whose POST is under way. */
  private current: Outgoing | undefined
  /** The server keeps the order in which it gets messages: so one is sent after the other. */
  private queue: Promise<void> = Promise.resolve()
  /** Ends the wait for a connection, if somebody waits for one. */
  private wake: () => void = () => undefined

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
      if (isForgotten(outgoing)) outgoing.failure ??= 'The page was left before it was known whether it arrived.'
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
    outgoing.failure = outgoing.tried = undefined
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

  /** There is a connection: what waits for one is sent now. */
  connected(): void {
    this.wake()
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
      if (!navigator.onLine) {
        await this.untilConnected(outgoing, waits.length)
        continue
      }
      this.current = outgoing
      this.trying(outgoing)
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
        const isAway = isTemporary && error.status === 0
        if (!isTemporary || (!isAway && attempt >= triesOfFaults)) return this.fail(outgoing, (error as Error).message)
        attempt += 1
        this.current = undefined
        if (isAway) await this.untilConnected(outgoing, attempt)
        else await this.sleep(waits[attempt - 1]!)
        if (isForgotten(outgoing)) return this.fail(outgoing, unknown)
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

  private trying(outgoing: Outgoing): void {
    if (outgoing.tried !== undefined) return
    outgoing.tried = Date.now() / 1000
    this.store()
  }

  /** Not for ever: it may be the room's stream alone that has no connection. */
  private async untilConnected(outgoing: Outgoing, attempt: number): Promise<void> {
    if (attempt > quietWaits) {
      outgoing.waiting = away
      this.events.changed(outgoing)
    }
    const woken = new Promise<void>((done) => (this.wake = done))
    await Promise.race([woken, this.sleep(waits[Math.min(attempt, waits.length) - 1]!)])
    this.wake = () => undefined
    if (outgoing.waiting === undefined) return
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

/** Should it have arrived, the server may not know it any more: it would be there twice. */
const isForgotten = ({ tried }: Outgoing) => tried !== undefined && Date.now() / 1000 - tried > keyIsKnownFor

function isOutgoing(value: unknown): value is Outgoing {
  if (typeof value !== 'object' || value === null) return false
  const { key, author, text, when, tried, failure } = value as Partial<Record<string, unknown>>
  const areTexts = [author, text].every((field) => typeof field === 'string')
  const isKey = typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key) // else no header could hold it
  const areTimes = typeof asTime(when) === 'number' && ['number', 'undefined'].includes(typeof tried)
  return areTexts && isKey && areTimes && ['string', 'undefined'].includes(typeof failure)
}

/** crypto.randomUUID needs a secure origin; a classroom's server may be plain http. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
