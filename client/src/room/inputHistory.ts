// Up and Down in the message field, as in a shell: what was sent from this page, and back to what was being written.
const kept = 20

export class InputHistory {
  private sent: string[] = []
  /** How far back; 0 is what is being written. */
  private place = 0
  private draft = ''

  add(text: string): void {
    this.sent = [...this.sent.filter((other) => other !== text), text].slice(-kept)
    this.place = 0
    this.draft = ''
  }

  /** An older text than `current`; undefined if there is none. */
  older(current: string): string | undefined {
    if (this.place === this.sent.length) return undefined
    if (this.place === 0) this.draft = current
    this.place += 1
    return this.sent[this.sent.length - this.place]
  }

  newer(): string | undefined {
    if (this.place === 0) return undefined
    this.place -= 1
    return this.place === 0 ? this.draft : this.sent[this.sent.length - this.place]
  }
}
