// A room as its page shows it: the parts, and how a message goes from one to the other.
import { computed, onScopeDispose, type Ref } from 'vue'

import { botsOf, clearState, messagesBefore, postMessage } from '../api/http'
import type { Message } from '../api/types'
import { listenToForms } from '../bots/forms'
import { SafeStart } from '../bots/safeStart'
import { useScroller } from '../messages/useScroller'
import { preferences, settings } from '../settings/settings'
import { keptInTab } from '../storage'
import { useContinuity } from './useContinuity'
import { useConversation } from './useConversation'
import { useHistory } from './useHistory'
import { useLastCalls } from './useLastCalls'
import { useMessages } from './useMessages'
import { useOwnMessages } from './useOwnMessages'
import { useRoomBots } from './useRoomBots'
import { useSending } from './useSending'
import { useStream } from './useStream'
import { useUnread } from './useUnread'

/** A message came that somebody else wrote, while the page was open. */
export type Received = (message: Message, text: string) => void

/** `scrollBox` is where the messages are shown, once the page is mounted. */
export function useRoom(room: string, scrollBox: Readonly<Ref<HTMLElement | null>>, received: Received) {
  const safeStart = new SafeStart(room)
  const own = useOwnMessages(
    room,
    () => settings.name,
    (names) => messages.list.recomputeOwn(names),
  )
  const messages = useMessages({
    isOwn: own.isOwn,
    isPlain: () => preferences.plain || safeStart.reason !== '',
    aboutToRun: safeStart.aboutToRun,
  })
  const bots = useRoomBots(() => botsOf(room))
  const lastCalls = useLastCalls(() => bots.bots.value)
  const conversation = useConversation(
    (id) => bots.bots.value.find((bot) => bot.id === id)?.name,
    () => clearState(room),
  )
  const sending = useSending(
    (author, text, key) => postMessage(room, author, text, key),
    keptInTab(`necsus-outbox-${room}`),
    {
      changed: () => scroller.follow(),
      stored(message) {
        own.add(message.id)
        add(message)
      },
    },
  )
  const scroller = useScroller(scrollBox, [messages.list.root, sending.root])
  const unread = useUnread((id) => messages.list.showNewLine(id), scroller.isAtEnd)
  const history = useHistory((limit, before) => messagesBefore(room, limit, before), {
    page(page) {
      scroller.keepView(() => messages.prepend(page))
      for (const message of page) lastCalls.heard(message)
      stream.seen(page[page.length - 1]?.id ?? -1)
    },
    oldest: () => messages.list.oldest?.id,
  })
  const stream = useStream(room, {
    opened(isFirst) {
      void bots.dropDeleted()
      if (!isFirst) void continuity.check()
      sending.connected()
    },
    message(message) {
      if (!messages.list.has(message.id) && sending.recognise(message)) own.add(message.id)
      add(message)
    },
    botPut: bots.put,
    botDeleted: bots.remove,
    outOfOrder: () => void continuity.check(),
    conversation: conversation.told,
    cleared() {
      history.forget()
      messages.clear()
      lastCalls.clear()
      unread.clear()
    },
  })
  const continuity = useContinuity({
    newest: () => messages.list.newest,
    fetch: (limit, before) => messagesBefore(room, limit, before),
    startOver: () => void startOver(),
  })
  onScopeDispose(listenToForms(() => ({ room, author: settings.name })))

  /** A message of the stream, or the answer to a POST: whichever comes first. */
  function add(message: Message): void {
    if (!messages.add(message)) return
    lastCalls.heard(message)
    scroller.follow()
    if (own.isOwn(message)) return
    unread.came(message.id)
    received(message, messages.textOf(message.id))
  }

  async function startOver(): Promise<void> {
    history.startOver()
    messages.clear()
    lastCalls.clear()
    unread.clear()
    own.forget()
    stream.startOver()
    await history.first()
    scroller.toEnd()
    await history.rest()
  }

  /** First to where the new ones begin, then to the end. The line stays until one writes. */
  function onward(): void {
    const { line } = messages.list
    if (!line || !scroller.goDownTo(line)) scroller.toEnd()
  }

  return {
    /** To be put into the scroll box, in this order. */
    roots: [messages.list.root, sending.root],
    list: messages.list,
    safeStart,
    listeners: messages.listeners,
    bots: bots.bots,
    lastCallOf: lastCalls.of,
    conversation,
    history,
    stream,
    unread,
    isAtEnd: scroller.isAtEnd,
    isEmpty: computed(() => !history.isLoading.value && messages.count.value === 0),
    onward,
    post(text: string): void {
      sending.post(settings.name, text)
      scroller.toEnd()
      unread.clear()
    },
    /** Fetches what was said, and stays connected from then on. */
    async open(): Promise<void> {
      await history.first()
      sending.restore()
      scroller.toEnd()
      stream.start()
      await history.rest()
      messages.historyIsThere()
    },
  }
}
