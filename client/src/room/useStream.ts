// What happens in a room, as its websocket brings it; the connection is kept up, and caught up after a break.
import { onScopeDispose, ref } from 'vue'

import { RoomSocket, roomSocketUrl } from '../api/roomSocket'
import type { Bot, ConversationEvent, Message, RoomEvent } from '../api/types'
import { mostLoaded } from '../messages/history'

export interface StreamEvents {
  /** There is a connection, the first or another one. */
  opened(): void
  message(message: Message): void
  botPut(bot: Bot): void
  botDeleted(id: number): void
  cleared(): void
  /** Whose the room's next message is: told at the start, once what was said is there, and when it changes. */
  conversation(now: ConversationEvent['data']): void
}

export function useStream(room: string, events: StreamEvents) {
  const isConnected = ref(false)
  /** When the next try is, as Date.now() counts; undefined with a connection. */
  const retryAt = ref<number>()
  /** Nothing up to this id is missing. The answer to one's own POST doesn't count: others may have spoken before. */
  let seenUpTo = -1

  function seen(id: number): void {
    seenUpTo = Math.max(seenUpTo, id)
  }

  function handle(event: RoomEvent): void {
    if (event.kind === 'clear_messages') return events.cleared()
    if (event.kind === 'conversation') return events.conversation(event.data)
    // An event without an id changes nothing.
    if (!Number.isInteger((event.data as { id?: unknown }).id)) return
    if (event.kind === 'message') {
      seen(event.data.id)
      events.message(event.data)
    } else if (event.kind === 'put_bot') {
      events.botPut(event.data)
    } else if (event.kind === 'delete_bot') {
      events.botDeleted(event.data.id)
    }
  }

  const url = () =>
    `${roomSocketUrl(location, room, seenUpTo)}&activity=1` + (seenUpTo < 0 ? `&last=${mostLoaded}` : '')

  const socket = new RoomSocket(url, {
    open() {
      isConnected.value = true
      retryAt.value = undefined
      events.opened()
    },
    event: handle,
    closed(at) {
      isConnected.value = false
      retryAt.value = at
    },
  })
  onScopeDispose(() => socket.stop())

  return {
    isConnected,
    retryAt,
    seen,
    start: () => socket.start(),
    reconnectNow: () => socket.reconnectNow(),
    interrupt: (milliseconds: number) => socket.interrupt(milliseconds),
  }
}
