// What comes from outside, as what it should be. Another version of the server, a proxy or somebody hostile may send
// anything that is JSON: what can be put right is, and what names nothing is undefined.
import type { Bot, ConversationEvent, Message, PatternVerdict } from './types'

type Fields = Record<string, unknown>

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined

const isId = (value: unknown): value is number => Number.isSafeInteger(value)

const text = (value: unknown): string => {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? '' : JSON.stringify(value)
}
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** The furthest times that a Date can hold, in seconds. */
const endOfTime = 8.64e12

/** A time that no calendar has is shown as it is, as the texts of old databases are. */
export function asTime(value: unknown): number | string {
  return typeof value === 'number' && Math.abs(value) <= endOfTime ? value : text(value)
}

/** Of a kind that nobody knows it is a person's: nothing of it runs. */
function asKind(value: unknown): Message['kind'] {
  return value === 'bot' || value === 'system' ? value : 'user'
}

export function asMessage(value: unknown): Message | undefined {
  const fields = fieldsOf(value)
  if (!fields || !isId(fields.id)) return undefined
  return {
    id: fields.id,
    room: text(fields.room),
    author: text(fields.author),
    kind: asKind(fields.kind),
    text: text(fields.text),
    when: asTime(fields.when),
    image: textOrNull(fields.image),
    media: textOrNull(fields.media),
    js: textOrNull(fields.js),
    css: textOrNull(fields.css),
    from_bot: isId(fields.from_bot) ? fields.from_bot : null,
    base_url: textOrNull(fields.base_url),
    state: fields.state ?? null,
  }
}

export function asBot(value: unknown): Bot | undefined {
  const fields = fieldsOf(value)
  if (!fields || !isId(fields.id)) return undefined
  const { id, responds_to } = fields
  return {
    id,
    room: text(fields.room),
    name: text(fields.name),
    responds_to: textOrNull(responds_to),
    url: text(fields.url),
  }
}

/** Whom nobody can tell leads nothing. */
export function asLeader(value: unknown): ConversationEvent['data'] {
  const fields = fieldsOf(value)
  if (!fields || !isId(fields.bot_id)) return { bot_id: null }
  return { bot_id: fields.bot_id, name: text(fields.name), state: fields.state ?? null }
}

const outcomes: readonly unknown[] = ['match', 'no_match', 'error', 'timeout'] satisfies PatternVerdict['outcome'][]

export function asVerdict(value: unknown): PatternVerdict | undefined {
  const fields = fieldsOf(value)
  if (!fields || !outcomes.includes(fields.outcome)) return undefined
  const error = fieldsOf(fields.error)
  return {
    params: null,
    span: null,
    groups: null,
    ...(fields as Partial<PatternVerdict>),
    outcome: fields.outcome as PatternVerdict['outcome'],
    error: error
      ? { message: text(error.message), position: isId(error.position) && error.position >= 0 ? error.position : null }
      : null,
  }
}

/** Those that are something, in the order in which they came. Undefined for what is no list. */
export function asList<T>(value: unknown, as: (entry: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.map(as).filter((entry) => entry !== undefined)
}
