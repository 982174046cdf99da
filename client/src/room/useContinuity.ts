// Behind an open page the server may get another database, and its ids begin anew: what is here is not there then, and
// what comes would land somewhere among it.
import type { Message } from '../api/types'

export interface ContinuityOptions {
  /** The newest message that the page has. */
  newest(): Message | undefined
  fetch(limit: number, before: number): Promise<Message[]>
  startOver(): void
}

export function useContinuity({ newest, fetch, startOver }: ContinuityOptions) {
  let isAsking = false

  return {
    /** Asks the server whether it still knows the newest message. */
    async check(): Promise<void> {
      const known = newest()
      if (!known || isAsking) return
      isAsking = true
      try {
        const theirs = (await fetch(1, known.id + 1))[0]
        const isKnown = theirs?.id === known.id && theirs.when === known.when && theirs.author === known.author
        // Unless the room was cleared meanwhile.
        if (!isKnown && newest() !== undefined) startOver()
      } catch {
        // The next connection asks again.
      } finally {
        isAsking = false
      }
    },
  }
}
