// A bot of a few lines: it answers what a test tells it to, remembers what it was asked, and serves files as Flask does.
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Reply {
  text: string
  author?: string
  image?: string
  media?: string
  css?: string
  js?: string
  state?: unknown
}

export interface BotRequest {
  room: string
  author: string
  text?: string
  form_data?: Record<string, string>
  state?: unknown
  /** The path at which it was asked. */
  path: string
}

/** A string is sent as it is, be it JSON or not. */
type Answer = (request: BotRequest) => Reply | string | Promise<Reply | string>

const types: Record<string, string> = {
  css: 'text/css',
  js: 'text/javascript',
  mjs: 'text/javascript',
  svg: 'image/svg+xml',
  html: 'text/html',
}

export class HttpBot {
  readonly asked: BotRequest[] = []
  /** Paths, queries included, of all files that were asked for. */
  readonly fetched: string[] = []
  answer: Answer = () => ({ text: 'I have nothing to say.' })
  private readonly files = new Map<string, { text: string; released: Promise<void> }>()

  private constructor(
    private readonly server: Server,
    readonly host: string,
  ) {}

  static async start(): Promise<HttpBot> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const bot = new HttpBot(server, `127.0.0.1:${(server.address() as AddressInfo).port}`)
    server.on('request', (request, response) => {
      const path = request.url ?? '/'
      if (request.method !== 'POST') return bot.sendFile(path, response)
      let body = ''
      request.setEncoding('utf8').on('data', (part: string) => (body += part))
      request.on('end', () => void bot.reply(path, body, response))
    })
    return bot
  }

  url(path = '/bot'): string {
    return `http://${this.host}${path}`
  }

  serve(path: string, text: string): void {
    this.files.set(path, { text, released: Promise.resolve() })
  }

  /** Serves a file only when the function that is returned was called. */
  serveLate(path: string, text: string): () => void {
    let release: () => void = () => undefined
    const released = new Promise<void>((resolve) => (release = resolve))
    this.files.set(path, { text, released })
    return release
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve))
    this.server.closeAllConnections()
    await closed
  }

  private async reply(path: string, body: string, response: ServerResponse): Promise<void> {
    const request = { ...(JSON.parse(body) as Omit<BotRequest, 'path'>), path }
    this.asked.push(request)
    const reply = await this.answer(request)
    response
      .writeHead(200, { 'Content-Type': 'application/json' })
      .end(typeof reply === 'string' ? reply : JSON.stringify(reply))
  }

  private sendFile(path: string, response: ServerResponse): void {
    this.fetched.push(path)
    const file = this.files.get(path)
    if (!file) return void response.writeHead(404).end()
    const type = types[path.split('.').pop() ?? ''] ?? 'application/octet-stream'
    const headers = { 'Content-Type': type, 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-store' }
    void file.released.then(() => response.writeHead(200, headers).end(file.text))
  }
}

/** A picture of that size, as SVG. */
export function picture(width: number, height: number): string {
  const size = `width="${width}" height="${height}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect ${size} fill="seagreen"/></svg>`
}
