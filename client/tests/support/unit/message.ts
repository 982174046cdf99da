import type { Message } from '../../../src/api/types'

/** A user's message of just now. */
export function aMessage(id: number, changes: Partial<Message> = {}): Message {
  return {
    id,
    room: 'cats',
    author: 'Ada',
    kind: 'user',
    text: `text ${id}`,
    when: Date.now() / 1000,
    image: null,
    media: null,
    css: null,
    js: null,
    base_url: null,
    from_bot: null,
    state: null,
    ...changes,
  }
}
