/** A websocket whose server does what a test says. */
export class FakeSocket {
  static all: FakeSocket[] = []
  onopen: (() => void) | null = null
  onmessage: ((frame: { data: unknown }) => void) | null = null
  onclose: ((event?: { code: number }) => void) | null = null
  isClosed = false
  constructor(readonly url: string) {
    FakeSocket.all.push(this)
  }
  close(): void {
    this.isClosed = true
  }
  /** Sends an event as the server does. */
  receive(kind: string, data: unknown): void {
    this.onmessage!({ data: JSON.stringify({ kind, data }) })
  }
  static get newest(): FakeSocket {
    return FakeSocket.all[FakeSocket.all.length - 1]!
  }
}
