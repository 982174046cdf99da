// What the server sends, as api.yaml says.

export interface Message {
  id: number
  room: string
  author: string
  kind: 'user' | 'bot' | 'system'
  text: string
  /** Seconds since the epoch; in an old database a text like "3:04 pm". */
  when: number | string
  image: string | null
  media: string | null
  css: string | null
  js: string | null
  /** The bot's own URL: relative ones in its message are meant against it. */
  base_url: string | null
  from_bot: number | null
  state: unknown
}

export interface Bot {
  id: number
  room: string
  name: string
  responds_to: string | null
  url: string
}

/** A bot as it is downloaded and uploaded. */
export type BotExport = Pick<Bot, 'name' | 'responds_to' | 'url'>

export type RoomEvent =
  | { kind: 'message'; data: Message }
  | { kind: 'put_bot'; data: Bot }
  | { kind: 'delete_bot'; data: Bot }
  | { kind: 'clear_messages'; data: object }
