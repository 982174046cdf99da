// A room's websocket. Reconnects after every close, clean or not, and asks for what came meanwhile. Knows no Vue.
import type { RoomEvent } from './types'

/** Doubled before each try, the first too: that waits a second or two. No wait is longer than `longestWait`. */
const baseWait = 500
const longestWait = 15_000
/** A socket that has been silent for so long when the page is shown again may be dead without knowing it. */
const silenceLimit = 60_000
/** The same where the network was away: no socket outlives that for long. */
const silenceOnline = 5000
/** The close code of a server that has too much to do. One that was open for less than this brought no rest. */
const tryAgainLater = 1013
const restAfter = 30_000

export interface RoomSocketEvents {
  open(): void
  event(event: RoomEvent): void
  /** No connection; the next try is at `retryAt` (as Date.now() counts). */
  closed(retryAt: number): void
}

export interface Surroundings {
  makeSocket(url: string): WebSocket
  now(): number
  random(): number
}

const browser: Surroundings = {
  makeSocket: (url) => new WebSocket(url),
  now: () => Date.now(),
  random: () => Math.random(),
}

/** How long to wait before try number `attempt`, counted from 1. */
export function waitBefore(attempt: number, random: number): number {
  return Math.min(longestWait, baseWait * 2 ** attempt * (1 + random))
}

export function roomSocketUrl(page: Pick<Location, 'protocol' | 'host'>, room: string, since: number): string {
  const scheme = page.protocol === 'https:' ? 'wss' : 'ws'
  return `${scheme}://${page.host}/ws/${encodeURIComponent(room)}?since=${since}`
}

export class RoomSocket {
  private socket: WebSocket | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private attempt = 0
  private openedAt: number | undefined
  private lastHeard = 0
  private isStopped = false

  /** `url` is asked for at every try: it says since when. */
  constructor(
    private readonly url: () => string,
    private readonly events: RoomSocketEvents,
    private readonly around: Surroundings = browser,
  ) {}

  start(): void {
    window.addEventListener('online', this.online)
    document.addEventListener('visibilitychange', this.shown)
    this.connect()
  }

  stop(): void {
    this.isStopped = true
    window.removeEventListener('online', this.online)
    document.removeEventListener('visibilitychange', this.shown)
    clearTimeout(this.timer)
    this.drop()
  }

  /** Ends the wait, if there is one. */
  readonly reconnectNow = (): void => {
    if (this.isStopped || this.socket) return
    clearTimeout(this.timer)
    this.connect()
  }

  /** Closes the socket for `milliseconds`, as a bad network would. */
  interrupt(milliseconds: number): void {
    this.drop()
    this.wait(milliseconds)
  }

  private readonly shown = (): void => {
    if (document.visibilityState === 'visible') this.renew(silenceLimit)
  }

  private readonly online = (): void => {
    this.renew(silenceOnline)
  }

  /** A socket that was silent for longer may be dead: it is given up. */
  private renew(silence: number): void {
    if (this.socket && this.around.now() - this.lastHeard > silence) {
      this.drop()
      this.events.closed(this.around.now())
    }
    this.reconnectNow()
  }

  private connect(): void {
    const socket = this.around.makeSocket(this.url())
    this.socket = socket
    this.openedAt = undefined
    this.lastHeard = this.around.now()
    // A socket that was given up may still speak: nobody listens then.
    const isCurrent = () => socket === this.socket
    socket.onopen = () => {
      if (!isCurrent()) return
      this.openedAt = this.lastHeard = this.around.now()
      this.events.open()
    }
    socket.onmessage = (frame: MessageEvent) => {
      if (!isCurrent()) return
      this.lastHeard = this.around.now()
      const event = parsed(frame.data)
      if (event) this.events.event(event)
    }
    socket.onclose = (event?: Pick<CloseEvent, 'code'>) => {
      if (!isCurrent()) return
      this.socket = undefined
      if (this.hasRested(event?.code)) this.attempt = 0
      this.attempt += 1
      this.wait(waitBefore(this.attempt, this.around.random()))
    }
  }

  /** Whether the next tries may be quick again. A server that has too much to do opens, and closes soon. */
  private hasRested(code: number | undefined): boolean {
    if (this.openedAt === undefined) return false
    return code !== tryAgainLater || this.around.now() - this.openedAt > restAfter
  }

  private drop(): void {
    const socket = this.socket
    this.socket = undefined
    socket?.close()
  }

  private wait(milliseconds: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.connect(), milliseconds)
    this.events.closed(this.around.now() + milliseconds)
  }
}

/** Undefined for what is no event. */
function parsed(data: unknown): RoomEvent | undefined {
  try {
    const event = JSON.parse(String(data)) as { kind?: unknown; data?: unknown } | null
    const isEvent = event && typeof event.kind === 'string' && typeof event.data === 'object' && event.data !== null
    return isEvent ? (event as RoomEvent) : undefined
  } catch {
    return undefined
  }
}
