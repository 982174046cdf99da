// The same failure again, and nothing between them, is one box: the newest, which says how often. The others are hidden.
import type { Message } from '../api/types'
import { element } from './element'
import { isFailure, isSameFailure } from './failure'

export class Repeats {
  /** Of those that are there more than once in a row: the how manieth it is. */
  private readonly places = new Map<number, number>()

  constructor(private readonly card: (id: number) => HTMLElement) {}

  /** `message` stands directly behind `before` now. True if what stands behind `message` must be arranged anew. */
  arrange(before: Message | undefined, message: Message): boolean {
    if (before && isFailure(before))
      this.card(before.id).classList.toggle('is-repeated', isSameFailure(before, message))
    if (!isFailure(message)) return false
    const place = before && isSameFailure(before, message) ? (this.places.get(before.id) ?? 1) + 1 : 1
    if (place === (this.places.get(message.id) ?? 1)) return false
    this.places.set(message.id, place)
    this.show(this.card(message.id), place)
    return true
  }

  clear(): void {
    this.places.clear()
  }

  private show(card: HTMLElement, place: number): void {
    card.querySelector('.failure-count')?.remove()
    if (place > 1) card.querySelector('.message-head')?.append(element('span', 'failure-count', `× ${place}`))
  }
}
