// What the server does not take for now it takes later, and says when: the same is sent again by itself then.
import { ServerError } from './http'

/** No longer than this: the server remembers an Idempotency-Key for ten minutes. */
const longest = 9 * 60_000
/** A class that was refused together comes back one after the other, within so many milliseconds. */
const spread = 1000

export interface Pause {
  /** What to say meanwhile. */
  why: string
  milliseconds: number
}

/** How long to wait before this is sent again; undefined if the server named no time, or one too far away. */
export function pauseAfter(error: unknown, since: number): Pause | undefined {
  if (!(error instanceof ServerError) || error.retryAfter === undefined) return undefined
  if (Date.now() + error.retryAfter > since + longest) return undefined
  const why = error.status === 429 ? 'Too many at once' : 'The server is busy'
  return { why, milliseconds: error.retryAfter + Math.random() * spread }
}

export function saidMeanwhile({ why }: Pause, milliseconds: number): string {
  return `${why}: sent again by itself in ${Math.ceil(milliseconds / 1000)} s.`
}

/** Sends until it is taken, or refused for good. `say` gets what to say while it waits. */
export async function whenTaken<T>(send: () => Promise<T>, say: (text: string) => void): Promise<T> {
  const since = Date.now()
  for (;;) {
    try {
      return await send()
    } catch (error) {
      const pause = pauseAfter(error, since)
      if (!pause) throw error
      say(saidMeanwhile(pause, pause.milliseconds))
      await new Promise((done) => setTimeout(done, pause.milliseconds))
    }
  }
}
