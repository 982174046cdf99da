// Generated from the schemas of api.yaml by `npm run api:types`: change it there.

/** A message as it is stored. All of these fields are always there, in this order, with `null` for what it doesn't have. */
export interface Message {
  /** Each new message has a higher one than all before, over the whole server. Sort by it, and use it for `since`. */
  id: number
  room: string
  /** The name of who wrote it. `NeCSuS` for system messages. */
  author: string
  /**
   * Who wrote it. System messages say mostly what went wrong with a bot.
   */
  kind: 'user' | 'bot' | 'system'
  /** Text or HTML. */
  text: string
  /** Seconds since 1970-01-01 UTC, with a fraction. Very old databases hold texts like `"3:04 pm"` here; show those as they are. */
  when: number | string
  /** URL of a picture. */
  image: string | null
  /** URL of a sound or film. */
  media: string | null
  /** URL of a script. A client loads each URL once, and `.mjs` as a module. */
  js: string | null
  /** URL of a stylesheet. A client loads each URL once. */
  css: string | null
  /** The `id` of the bot that wrote it. */
  from_bot: number | null
  /** The bot's URL. Relative URLs in `image`, `media`, `js`, `css` and in the HTML of `text` start from here. */
  base_url: string | null
  /** Any JSON, null in normal operation. The state that the bot left with this message, unchanged: it asked for the room's next message. */
  state: unknown
}

export interface Bot {
  id: number
  room: string
  /** What the bot is called. It answers to this if it has no pattern. */
  name: string
  /** A regular expression as Python reads it; upper and lower case are the same. With `null` or `""` the bot answers to its name. */
  responds_to: string | null
  /** Where the bot is called. `""` if it has none yet. */
  url: string
}

/** A message to be posted. Text may be anything that Unicode has, and is kept exactly; only a lone surrogate is refused. Empty `author` and `text` will do. */
export interface MessageDraft {
  room: string
  /** Your name. */
  author: string
  /** Text or HTML. */
  text: string
  /** URL of a picture. */
  image?: string | null
  /** URL of a sound or film. */
  media?: string | null
  /** URL of a stylesheet. */
  css?: string | null
  /** URL of a script. */
  js?: string | null
  /** Where relative URLs start from. */
  base_url?: string | null
}

export interface FormActivation {
  /** The room in which the form was shown. */
  room: string
  /** Who submitted it. */
  author: string
  /** The bot that showed the form: its message's `from_bot`. It may be one of another room. */
  bot_id: number
  /** The fields of the form and the pressed button, by name. Any JSON but null. */
  form_data: unknown
  /** The form's `action`, as it stands in the HTML. It is resolved against the bot's URL as `urllib.parse.urljoin` does: `null` and `""` are the bot itself. If a bot of the room has the URL that comes out, it is the one that answers. */
  action_url?: string | null
}

/** A new bot, or what is to change in one. */
export interface BotChange {
  /** The bot to change. Leave it out, or say `null`, for a new one. */
  id?: number | null
  /** Required for a new bot. */
  room?: string
  /** Required for a new bot. In a change `null` makes it `""`. */
  name?: string | null
  /** A pattern. `null` and `""` are kept as you send them; with both the bot answers to its name. */
  responds_to?: string | null
  /** Begins with `http://` or `https://`. `null` makes it `""`, which is also a new bot's. */
  url?: string | null
}

export interface BotReference {
  id: number
  /** The room in which the bot is. Without it you get the bot without its password, or 403 where the server has `--bots-of-all-rooms off`. */
  room?: string | null
}

export interface RoomReference {
  room: string
}

/** The room that you named. */
export interface ClearedRoom {
  room: string
}

/** An empty object. */
export type Nothing = Record<string, never>

export interface PatternTrial {
  /** As in `responds_to`. An empty one matches at 0, as in Python. */
  pattern: string
  text: string
}

/** All keys are always there; those without a meaning for the outcome are null. Places count characters (code points) from 0. */
export interface PatternVerdict {
  outcome: 'match' | 'no_match' | 'error' | 'timeout'
  /** What the bot would get as `params`. */
  params: {
    [key: string]: string | null
  } | null
  /** Where the match begins and ends. */
  span: number[] | null
  /** All groups from number 1. */
  groups: PatternGroup[] | null
  error: {
    /** What Python calls `msg`. */
    message: string
    /** What Python calls `pos`: the character at which it goes wrong. */
    position: number | null
  } | null
}

/** A group that took no part in the match has null as `span` and `text`. */
export interface PatternGroup {
  name: string | null
  number: number
  span: number[] | null
  text: string | null
}

/** Every refusal looks like this. */
export interface Refusal {
  /** A sentence for people. Its wording may change. */
  message: string
}

/** The server works. */
export interface Health {
  status: 'ok'
}

/** The server runs, and can't store anything. */
export interface Illness {
  /**
   * `locked`: another program has locked the database. `full`: its disk is full. `moved`: its file was deleted, replaced or cut off under the server. `failed`: anything else; the log has it.
   */
  status: 'locked' | 'full' | 'moved' | 'failed'
  /** A sentence for people. Its wording may change. */
  message: string
}

/** What a bot gets when a message matches its pattern or holds its name. */
export interface BotActivationViaMatch {
  room: string
  /** Who wrote the message. */
  author: string
  /** The message. */
  text: string
  /** The named groups of the pattern; `null` for one that took no part in the match. Empty for a bot that answers to its name. */
  params: {
    [key: string]: string | null
  }
}

/** What a bot gets while it is in a conversation, whatever its pattern. */
export interface BotActivationViaState {
  room: string
  /** Who wrote the message. */
  author: string
  /** The message. */
  text: string
  /** Always empty here. */
  params: Record<string, never>
  /** The last state that the bot sent, unchanged. */
  state: unknown
}

/** What a bot gets when one of its forms is submitted. There is no `text`. */
export interface BotActivationViaForm {
  room: string
  /** Who submitted the form. */
  author: string
  /** The fields of the form and the pressed button, by name. */
  form_data: unknown
  /** The state of the room's conversation. Only there if the room is in one. */
  state?: unknown
}

/** What a bot answers, with status 200. Only `text` is needed. An optional field of the wrong type counts as absent, and other fields are ignored. Status 204 without a body is a good answer too: the bot says nothing. */
export interface BotReply {
  /** Text or HTML. It may be empty. */
  text: string
  /** The name to show. Otherwise the bot's name. */
  author?: string
  /** URL of a picture. It may be relative to the bot's URL. */
  image?: string
  /** URL of a sound or film. It may be relative to the bot's URL. */
  media?: string
  /** URL of a stylesheet. It may be relative to the bot's URL. */
  css?: string
  /** URL of a script. It may be relative to the bot's URL. */
  js?: string
  /** Any JSON but null: the bot wants the room's next message, and gets this back with it. `0`, `false`, `""` and `[]` are states too. */
  state?: unknown
  /** Another room, where the message is to appear. An empty one counts as absent. */
  room?: string
}

/** One text frame of the websocket. */
export type RoomEvent = ClearMessagesEvent | PutBotEvent | MessageEvent | DeleteBotEvent | ConversationEvent

/** The room was cleared. Empty the list of messages. */
export interface ClearMessagesEvent {
  kind: 'clear_messages'
  data: Nothing
}

/** A bot was added or changed. Add it, or replace the one with its `id`. */
export interface PutBotEvent {
  kind: 'put_bot'
  data: Bot
}

/** A message. Append it. */
export interface MessageEvent {
  kind: 'message'
  data: Message
}

/** A bot was deleted, or moved to another room. Remove the one with its `id`. */
export interface DeleteBotEvent {
  kind: 'delete_bot'
  data: Bot
}

/** Whose the room's next message is. Only for who asked with `activity=1`. */
export interface ConversationEvent {
  kind: 'conversation'
  data: Conversation | NoConversation
}

/** A bot leads the room, it alone gets the next message. */
export interface Conversation {
  bot_id: number
  /** The bot's name. It may be a bot of another room. */
  name: string
  /** What the bot gets with the message: the last state that it sent, unchanged. */
  state: unknown
}

/** The next message is for every bot. */
export interface NoConversation {
  bot_id: null
}
