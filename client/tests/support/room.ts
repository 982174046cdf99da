// A room of the server, used by HTTP as another person's program would.
import { randomBytes } from 'node:crypto'

import type { Bot, Message } from '../../src/api/types'
import type { HttpBot, Reply } from './httpBot'

export class Room {
  private readonly installed = new Map<string, Promise<Bot>>()

  constructor(
    /** The server's, or that of a proxy before it. */
    readonly server: string,
    readonly name = uniqueName(),
  ) {}

  get address(): string {
    return `${this.server}/${encodeURIComponent(this.name)}`
  }

  /** Answers when the bots have. */
  say(text: string, more: { author?: string } & Partial<Message> = {}): Promise<Message> {
    return this.send('POST', '/api/actions/message', { author: 'Emmy', text, ...more })
  }

  /** One after the other: so their ids are in order. */
  async sayAll(texts: string[], more: { author?: string } & Partial<Message> = {}): Promise<void> {
    for (const text of texts) await this.say(text, more)
  }

  install(bot: Partial<Bot>): Promise<Bot> {
    return this.send('POST', '/api/actions/bot', { name: 'TestBot', responds_to: '', url: '', ...bot })
  }

  deleteBot(id: number): Promise<Bot> {
    return this.send('DELETE', '/api/actions/bot', { id })
  }

  clear(): Promise<object> {
    return this.send('POST', '/api/actions/clear-room-messages', {})
  }

  clearState(): Promise<object> {
    return this.send('POST', '/api/actions/clear-room-state', {})
  }

  /** The bot leaves a message, without anybody having said something: as if one of its forms had been sent. */
  async botSays(bot: HttpBot, reply: string | Reply, url = bot.url()): Promise<Message> {
    const before = bot.answer
    bot.answer = () => (typeof reply === 'string' ? { text: reply } : reply)
    if (!this.installed.has(url)) this.installed.set(url, this.install({ responds_to: '^never$', url }))
    const { id } = await this.installed.get(url)!
    const form = { author: 'Emmy', bot_id: id, form_data: {}, action_url: url }
    await this.send('POST', '/api/actions/message-form', form)
    bot.asked.pop()
    bot.answer = before
    return (await this.messages()).at(-1)!
  }

  messages(): Promise<Message[]> {
    return this.get(`/api/messages?room=${encodeURIComponent(this.name)}`)
  }

  bots(): Promise<Bot[]> {
    return this.get(`/api/bots?room=${encodeURIComponent(this.name)}`)
  }

  private async get<T>(path: string): Promise<T> {
    return (await fetch(this.server + path)).json() as Promise<T>
  }

  private async send<T>(method: string, path: string, body: object): Promise<T> {
    const response = await fetch(this.server + path, { method, body: JSON.stringify({ room: this.name, ...body }) })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.json() as Promise<T>
  }
}

export function uniqueName(): string {
  return `room-${randomBytes(6).toString('hex')}`
}
