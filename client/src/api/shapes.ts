// What comes from outside, as what it should be. Another version of the server, a proxy or somebody hostile may send
// anything that is JSON: what can be put right is, and what names nothing is undefined.
import type { Bot, Message } from './types'

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

/** Those that are something, in the order in which they came. Undefined for what is no list. */
export function asList<T>(value: unknown, as: (entry: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.map(as).filter((entry) => entry !== undefined)
}
