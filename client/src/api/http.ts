// The server's routes, one function each. What it refuses, and what never reached it, is thrown as a ServerError.
import { asBot, asList, asMessage, asVerdict } from './shapes'
import type { Bot, BotChange, BotReference, FormActivation, Message, MessageDraft } from './types'
import type { Nothing, PatternTrial, PatternVerdict, Refusal, RoomReference } from './types'

const patience = 30_000

export class ServerError extends Error {
  /** `status` is 0 if no answer came. */
  constructor(
    message: string,
    readonly status: number,
    /** The server takes it later: in so many milliseconds. */
    readonly retryAfter?: number,
  ) {
    super(message)
  }

  /** True if the same request may succeed later. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

/** Of what the header says, seconds or a date (RFC 9110, 10.2.3). */
function retryAfter({ headers, status }: Response): number | undefined {
  const said = headers.get('Retry-After')
  if (said === null || ![429, 503].includes(status)) return undefined
  const milliseconds = /^\d+$/.test(said) ? Number(said) * 1000 : Date.parse(said) - Date.now()
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds)
}

async function explanation(response: Response): Promise<string> {
  try {
    const said = (await response.json()) as Partial<Refusal> | null
    if (typeof said?.message === 'string' && said.message) return said.message
  } catch {
    // A proxy's page: its status says more.
  }
  return `The server answered ${response.status} ${response.statusText}`.trim() + '.'
}

/** Answers what `as` makes of the JSON; what it makes nothing of did not come from the server as it should be. */
async function request<T>(
  as: (json: unknown) => T | undefined,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<T> {
  const impatience = new AbortController()
  const timer = setTimeout(() => impatience.abort(), patience)
  const options: RequestInit = { method, headers, signal: impatience.signal }
  if (body) {
    options.body = JSON.stringify(body)
    options.headers = { 'Content-Type': 'application/json', ...headers }
  }
  let response: Response
  try {
    response = await fetch(path, options)
  } catch {
    throw new ServerError('The server cannot be reached.', 0)
  } finally {
    clearTimeout(timer)
  }
  if (!response.ok) throw new ServerError(await explanation(response), response.status, retryAfter(response))
  let json: unknown
  try {
    json = await response.json()
  } catch {
    throw new ServerError('The connection broke off.', 0)
  }
  const answer = as(json)
  if (answer === undefined) throw new ServerError('The answer is not what this page understands.', 0)
  return answer
}

/** Nobody reads it. */
const ignored = (): Nothing => ({})
const messages = (json: unknown) => asList(json, asMessage)

const query = (parameters: Record<string, string | number>) =>
  new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)])).toString()

/** Answers once the message is stored; `key` keeps a second try from being stored twice. */
export function postMessage(room: string, author: string, text: string, key: string): Promise<Message> {
  const headers = { Prefer: 'respond-async', 'Idempotency-Key': key }
  return request(asMessage, 'POST', '/api/actions/message', { room, author, text } satisfies MessageDraft, headers)
}

export function postForm(form: FormActivation): Promise<Nothing> {
  return request(ignored, 'POST', '/api/actions/message-form', form, { Prefer: 'respond-async' })
}

/** The newest `limit` messages before `before`, or of all; ascending. */
export function messagesBefore(room: string, limit: number, before?: number): Promise<Message[]> {
  const parameters = before === undefined ? { room, limit } : { room, limit, before }
  return request(messages, 'GET', `/api/messages?${query(parameters)}`)
}

export function botsOf(room: string): Promise<Bot[]> {
  return request((json) => asList(json, asBot), 'GET', `/api/bots?${query({ room })}`)
}

/** Without `id` a new one; fields that are not given keep their value. */
export function putBot(bot: BotChange): Promise<Bot> {
  return request(asBot, 'POST', '/api/actions/bot', bot)
}

/** The bot's own room: a server may refuse to change the bots of others. */
export function deleteBot(room: string, id: number): Promise<Bot> {
  return request(asBot, 'DELETE', '/api/actions/bot', { room, id } satisfies BotReference)
}

export function clearMessages(room: string): Promise<Nothing> {
  return request(ignored, 'POST', '/api/actions/clear-room-messages', { room } satisfies RoomReference)
}

export function clearState(room: string): Promise<Nothing> {
  return request(ignored, 'POST', '/api/actions/clear-room-state', { room } satisfies RoomReference)
}

/** As a bot's pattern would be searched; stores nothing. */
export function testPattern(pattern: string, text: string): Promise<PatternVerdict> {
  return request(asVerdict, 'POST', '/api/actions/test-pattern', { pattern, text } satisfies PatternTrial)
}
