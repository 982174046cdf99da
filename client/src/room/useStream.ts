// What happens in a room, as its websocket brings it; the connection is kept up, and caught up after a break.
import { onScopeDispose, ref } from 'vue'

import { RoomSocket, roomSocketUrl } from '../api/roomSocket'
import { asBot, asLeader, asMessage } from '../api/shapes'
import type { Bot, ConversationEvent, Message, RoomEvent } from '../api/types'
import { mostLoaded } from '../messages/history'

export interface StreamEvents {
  /** There is a connection, the first or another one. */
  opened(isFirst: boolean): void
  message(message: Message): void
  botPut(bot: Bot): void
  botDeleted(id: number): void
  cleared(): void
  /** A message of an id that was passed long ago: the server counts anew, it seems. */
  outOfOrder(): void
  /** Whose the room's next message is: told at the start, once what was said is there, and when it changes. */
  conversation(now: ConversationEvent['data']): void
}

export function useStream(room: string, events: StreamEvents) {
  const isConnected = ref(false)
  /** When the next try is, as Date.now() counts; undefined with a connection. */
  const retryAt = ref<number>()
  /** Nothing up to this id is missing. The answer to one's own POST doesn't count: others may have spoken before. */
  let seenUpTo = -1
  let isFirst = true

  function seen(id: number): void {
    seenUpTo = Math.max(seenUpTo, id)
  }

  function handle(event: RoomEvent): void {
    if (event.kind === 'clear_messages') return events.cleared()
    if (event.kind === 'conversation') return events.conversation(asLeader(event.data))
    // An event without an id changes nothing.
    if (event.kind === 'message') {
      const message = asMessage(event.data)
      if (!message) return
      if (message.id <= seenUpTo) events.outOfOrder()
      seen(message.id)
      events.message(message)
    } else if (event.kind === 'put_bot') {
      const bot = asBot(event.data)
      if (bot) events.botPut(bot)
    } else if (event.kind === 'delete_bot') {
      const bot = asBot(event.data)
      if (bot) events.botDeleted(bot.id)
    }
  }

  const url = () =>
    `${roomSocketUrl(location, room, seenUpTo)}&activity=1` + (seenUpTo < 0 ? `&last=${mostLoaded}` : '')

  const socket = new RoomSocket(url, {
    open() {
      isConnected.value = true
      retryAt.value = undefined
      events.opened(isFirst)
      isFirst = false
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
    /** All of what was seen is gone. */
    startOver(): void {
      seenUpTo = -1
    },
    start: () => socket.start(),
    reconnectNow: () => socket.reconnectNow(),
    interrupt: (milliseconds: number) => socket.interrupt(milliseconds),
  }
}
