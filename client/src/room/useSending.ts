// Messages on their way: the outbox sees to it that each arrives once, and they are shown until they have.
import { Outbox, type Send } from '../api/outbox'
import type { Message } from '../api/types'
import { PendingList } from '../messages/pending'
import type { Kept } from '../storage'

export interface SendingEvents {
  /** What is shown has changed. */
  changed(): void
  /** One arrived: this is how the room has it. */
  stored(message: Message): void
}

/** `kept` is where they survive a reload. */
export function useSending(send: Send, kept: Pick<Kept, 'list' | 'setList'>, events: SendingEvents) {
  const pending = new PendingList({
    retry: (key) => outbox.retry(key),
    remove: (key) => outbox.remove(key),
  })
  const outbox = new Outbox(
    send,
    {
      changed(outgoing) {
        pending.show(outgoing)
        events.changed()
      },
      recognised: (outgoing) => pending.hide(outgoing),
      gone(outgoing, message) {
        pending.remove(outgoing)
        if (message) events.stored(message)
      },
    },
    kept,
  )
  return {
    root: pending.root,
    post: (author: string, text: string) => outbox.post(author, text),
    /** The room's stream has a connection: so have messages. */
    connected: () => outbox.connected(),
    /** Sends what a page that was left had not sent. */
    restore: () => outbox.restore(),
    /** True for a message of the stream that may be the one that is being sent. */
    recognise: (message: Message) => outbox.recognise(message),
  }
}
