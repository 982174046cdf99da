// A network between browser and server that can break: connections are cut, refused, or go silent without a close.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

type Kind = 'websocket' | 'http'

interface Line {
  near: Socket
  far: Socket
  kind?: Kind
}

export class Proxy {
  private readonly lines = new Set<Line>()
  private refused = new Set<Kind>()
  private silent = false
  /** Websocket handshakes that were seen, refused ones too. */
  handshakes: string[] = []

  private constructor(
    private readonly server: Server,
    readonly url: string,
    private target: string,
  ) {}

  static async start(target: string): Promise<Proxy> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const proxy = new Proxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, target)
    server.on('connection', (near) => {
      const { hostname, port } = new URL(proxy.target)
      proxy.join(near, connect(Number(port), hostname))
    })
    return proxy
  }

  /** From now on, behind the same address, to another server. */
  leadTo(target: string): void {
    this.target = target
  }

  /** Ends what is open and refuses what comes, until `mend()`. */
  cut(...kinds: Kind[]): void {
    this.refused = new Set(kinds.length > 0 ? kinds : ['websocket', 'http'])
    for (const line of [...this.lines]) {
      if (!line.kind || this.refused.has(line.kind)) this.end(line)
    }
  }

  /** Lines stay open, but nothing passes them any more; what was sent meanwhile comes after `mend()`. */
  silence(): void {
    this.silent = true
    for (const { near, far } of this.lines) {
      near.pause()
      far.pause()
    }
  }

  /** The silent lines stay silent, as those of a network that was left do; new ones work. */
  speakOnNewLinesOnly(): void {
    this.silent = false
  }

  mend(): void {
    this.refused.clear()
    this.silent = false
    for (const { near, far } of this.lines) {
      near.resume()
      far.resume()
    }
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve))
    for (const line of [...this.lines]) this.end(line)
    await closed
  }

  private join(near: Socket, far: Socket): void {
    const line: Line = { near, far }
    this.lines.add(line)
    for (const socket of [near, far]) {
      socket.on('error', () => this.end(line))
      socket.on('close', () => this.end(line))
      if (this.silent) socket.pause()
    }
    near.on('data', (data) => {
      const request = /^GET (\/ws\/\S*) /.exec(data.toString('latin1', 0, 8192))
      if (request) this.handshakes.push(request[1]!)
      line.kind = request ? 'websocket' : (line.kind ?? 'http')
      if (this.refused.has(line.kind)) this.end(line)
      else far.write(data)
    })
    far.on('data', (data) => near.write(data))
  }

  private end(line: Line): void {
    this.lines.delete(line)
    line.near.destroy()
    line.far.destroy()
  }
}
