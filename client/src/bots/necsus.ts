// The global object that bots' scripts talk to. Its members are a public promise: see the reference, "In the browser".
import type { Bot, Message } from '../api/types'
import type { MessageListener } from './listeners'

export interface Necsus {
  readonly room: string
  readonly settings: { name: string }
  readonly messages: Message[]
  readonly messagesById: Record<number, Message>
  readonly bots: Bot[]
  /** What stands in the message field. */
  newMessage: string
  readonly lectureMode: boolean
  readonly websocketConnected: boolean
  submitMessage(): void
  speak(text: string): void
  listen(): void
  /** `listener` is called once for each message, old or new, in order of their ids; `kind` is 'message'. */
  addEventListener(kind: string, listener: MessageListener): void
  /** Puts the cursor into the message field, and `text` too, if there is one. */
  focusMessageInput(text?: string): void
}

declare global {
  interface Window {
    Necsus: Necsus
  }
}

/** A property of `window` is a global name as well. */
export function publish(necsus: Necsus): void {
  window.Necsus = necsus
}
