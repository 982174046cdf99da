// A room as its page shows it: what the server says becomes state and message elements, what is typed goes to the server.
import { computed, ref, shallowRef, watch } from 'vue'

import { botsOf, clearState, messagesBefore, postMessage, ServerError } from '../api/http'
import { Outbox, type Outgoing } from '../api/outbox'
import { RoomSocket, roomSocketUrl } from '../api/roomSocket'
import type { Bot, Message, RoomEvent } from '../api/types'
import { Activation } from '../bots/activation'
import { listenToForms } from '../bots/forms'
import { textOf } from '../messages/card'
import { HistoryLoader } from '../messages/history'
import { MessageList } from '../messages/list'
import { PendingList } from '../messages/pending'
import { Scroller } from '../messages/scroller'
import { usePreferences, useSettings } from '../settings/useSettings'
import { sentHere } from './sentHere'
import { useUnread } from './useUnread'

export interface RoomElements {
  scrollBox: HTMLElement
  list: HTMLElement
  pending: HTMLElement
}

export interface RoomHooks {
  /** A message came that somebody else wrote, while the page was open. */
  heard(message: Message, text: string): void
}

const defaultName = 'Anonymous'

/** What a reconnection brings may be old: its media are not played. */
const isFresh = ({ when }: Message) => typeof when === 'number' && Date.now() / 1000 - when < 60

/** Where storage is forbidden, nothing is kept. */
function keptIn(key: string): { key: string; store: Storage } | undefined {
  try {
    return { key, store: sessionStorage }
  } catch {
    return undefined
  }
}

export function useRoom(room: string, hooks: RoomHooks) {
  const settings = useSettings()
  const preferences = usePreferences()
  const bots = shallowRef<Bot[]>([])
  const isConnected = ref(false)
  const retryAt = ref<number>()
  const isLoading = ref(true)
  const hasOlder = ref(false)
  const count = ref(0)
  const newest = shallowRef<Message>()
  const error = ref('')
  const isAtEnd = ref(true)
  const mine = sentHere(room)

  let list: MessageList
  let pending: PendingList
  let scroller: Scroller
  let socket: RoomSocket | undefined
  /** Nothing up to this id is missing. The answer to one's own POST says nothing of what others said before. */
  let seenUpTo = -1
  let history: HistoryLoader
  const unread = useUnread((id) => { list.showNewLine(id) }, isAtEnd)
  const activation = new Activation(() => preferences.plain)

  // Everybody begins as Anonymous: only what was sent from this page is surely one's own then.
  const isOwn = (message: Message) =>
    message.kind === 'user' && message.author === settings.name && (settings.name !== defaultName || mine.has(message.id))

  const outbox = new Outbox(
    (author, text, key) => postMessage(room, author, text, key),
    {
      changed: (outgoing: Outgoing) => {
        pending.show(outgoing)
        scroller.follow()
      },
      recognised: (outgoing) => { pending.hide(outgoing) },
      gone: (outgoing, message) => {
        pending.remove(outgoing)
        if (!message) return
        mine.add(message.id)
        add(message)
      },
    },
    keptIn(`necsus-outbox-${room}`),
  )

  function noteState(): void {
    count.value = list.size
    newest.value = list.newest
  }

  /** A message of the stream, or the answer to a POST: whichever comes first. */
  function add(message: Message): void {
    if (!list.add(message, isFresh(message))) return
    noteState()
    scroller.follow()
    if (isOwn(message)) return
    unread.came(message.id)
    const card = list.card(message.id)
    hooks.heard(message, card ? textOf(card) : '')
  }

  function forgetMessages(): void {
    history.abort()
    list.clear()
    activation.clear()
    unread.clear()
    hasOlder.value = false
    noteState()
  }

  const staleBots = new Set<number>()

  function handle(event: RoomEvent): void {
    if (event.kind === 'clear_messages') return forgetMessages()
    // An event without an id changes nothing.
    if (!Number.isInteger((event.data as { id?: unknown }).id)) return
    if (event.kind === 'message') {
      seenUpTo = Math.max(seenUpTo, event.data.id)
      if (!list.has(event.data.id) && outbox.recognise(event.data)) mine.add(event.data.id)
      add(event.data)
    } else if (event.kind === 'put_bot') {
      const others = bots.value.filter(({ id }) => id !== event.data.id)
      bots.value = [...others, event.data].sort((a, b) => a.id - b.id)
      staleBots.delete(event.data.id)
    } else if (event.kind === 'delete_bot') {
      bots.value = bots.value.filter(({ id }) => id !== event.data.id)
    }
  }

  /** The stream tells of bots that there are, not of those that were deleted meanwhile. */
  async function dropDeletedBots(): Promise<void> {
    for (const { id } of bots.value) staleBots.add(id)
    if (staleBots.size === 0) return
    try {
      const present = new Set((await botsOf(room)).map(({ id }) => id))
      bots.value = bots.value.filter(({ id }) => present.has(id) || !staleBots.has(id))
      staleBots.clear()
    } catch {
      // The next connection brings them up to date.
    }
  }

  const socketUrl = () => {
    return roomSocketUrl(location, room, seenUpTo) + (seenUpTo < 0 ? '&last=10000' : '')
  }

  async function mount(elements: RoomElements): Promise<void> {
    list = new MessageList(elements.list, { isOwn, isPlain: () => preferences.plain, inserted: (card, message) => { activation.add(card, message) } })
    pending = new PendingList(elements.pending, { retry: (key) => { outbox.retry(key) }, remove: (key) => { outbox.remove(key) } })
    scroller = new Scroller(elements.scrollBox, [elements.list, elements.pending], (atEnd) => { isAtEnd.value = atEnd })
    listenToForms(() => ({ room, author: settings.name }))
    history = new HistoryLoader((limit, before) => messagesBefore(room, limit, before), {
      page: (messages) => {
        isLoading.value = false
        scroller.keepView(() => { list.prepend(messages) })
        seenUpTo = Math.max(seenUpTo, messages[messages.length - 1]?.id ?? -1)
        noteState()
      },
      oldest: () => list.oldest?.id,
    })
    await history.first()
    isLoading.value = false
    outbox.restore()
    scroller.toEnd()
    startSocket()
    hasOlder.value = await history.rest()
    activation.historyIsThere()
  }

  function startSocket(): void {
    socket = new RoomSocket(socketUrl, {
      open: () => {
        isConnected.value = true
        retryAt.value = undefined
        void dropDeletedBots()
      },
      event: handle,
      closed: (at) => {
        isConnected.value = false
        retryAt.value = at
      },
    })
    socket.start()
  }

  async function loadOlder(): Promise<void> {
    hasOlder.value = false
    hasOlder.value = await history.older()
  }

  function post(text: string): void {
    outbox.post(settings.name, text)
    scroller.toEnd()
    unread.clear()
  }

  async function leaveConversation(): Promise<void> {
    error.value = ''
    try {
      await clearState(room)
    } catch (reason) {
      error.value = `The conversation goes on: ${(reason as ServerError).message}`
    }
  }

  let renamed = new Set<string>()
  let renaming: ReturnType<typeof setTimeout> | undefined
  watch(
    () => settings.name,
    (name, before) => {
      // While a name is typed, not at every letter.
      renamed.add(name).add(before)
      clearTimeout(renaming)
      renaming = setTimeout(() => {
        list.recomputeOwn(renamed)
        renamed = new Set()
      }, 100)
    },
  )
  setInterval(() => { list.refreshTimes() }, 20_000)

  return {
    room,
    bots,
    isConnected,
    retryAt,
    isLoading,
    hasOlder,
    isAtEnd,
    error,
    unread,
    isEmpty: computed(() => !isLoading.value && count.value === 0),
    /** Who leads the room's conversation, if there is one. */
    leader: computed(() => (newest.value && newest.value.state !== null && newest.value.state !== undefined ? newest.value.author : undefined)),
    listeners: activation.listeners,
    messages: () => list.messages,
    messagesById: () => list.byId,
    mount,
    post,
    loadOlder,
    leaveConversation,
    toEnd: () => {
      scroller.toEnd()
      unread.clear()
    },
    reconnectNow: () => socket?.reconnectNow(),
    interrupt: (milliseconds: number) => socket?.interrupt(milliseconds),
  }
}

export type RoomState = ReturnType<typeof useRoom>
