// Messages that were not stored yet, below those that are: on their way, or waiting for their author to decide.
import type { Outgoing } from '../api/outbox'
import { isolatedName, nameElement } from './author'
import { timeElement, typedContent } from './card'
import { element } from './element'

export interface PendingChoices {
  retry(key: string): void
  remove(key: string): void
}

export class PendingList {
  /** The list itself, to be put where it is to be seen. */
  readonly root = element('div')
  private readonly cards = new Map<string, HTMLElement>()

  constructor(private readonly choices: PendingChoices) {
    this.root.id = 'pending-list'
  }

  show(outgoing: Outgoing): void {
    let card = this.cards.get(outgoing.key)
    if (!card) {
      card = this.make(outgoing)
      this.cards.set(outgoing.key, card)
      this.root.append(card)
    }
    card.hidden = false
    card.classList.toggle('is-pending', !outgoing.failure)
    card.classList.toggle('is-failed', Boolean(outgoing.failure))
    card.classList.toggle('is-waiting', Boolean(outgoing.waiting))
    this.say(card, outgoing.waiting)
    card.querySelector('.send-failure')?.remove()
    if (outgoing.failure) card.querySelector('.card-content')!.append(this.failure(outgoing))
  }

  /** It seems to be in the list already. Should it fail after all, it is shown again. */
  hide(outgoing: Outgoing): void {
    const card = this.cards.get(outgoing.key)
    if (card) card.hidden = true
  }

  remove(outgoing: Outgoing): void {
    this.cards.get(outgoing.key)?.remove()
    this.cards.delete(outgoing.key)
  }

  private make(outgoing: Outgoing): HTMLElement {
    const card = element('div', 'message-card kind-user message-right')
    card.setAttribute('role', 'article')
    card.setAttribute('aria-label', `${isolatedName(outgoing.author)}, being sent`)
    const head = element('div', 'message-head')
    head.append(nameElement(outgoing.author), timeElement(outgoing.when))
    const body = element('div', 'content')
    body.append(typedContent(outgoing.text))
    const inner = element('div', 'card-content')
    inner.append(head, body)
    card.append(inner)
    return card
  }

  /** The seconds change: they are not read out each time. */
  private say(card: HTMLElement, waiting: string | undefined): void {
    let note = card.querySelector('.send-wait')
    if (!waiting) return note?.remove()
    if (!note) {
      note = element('p', 'send-wait')
      note.setAttribute('role', 'note')
      card.querySelector('.card-content')!.append(note)
    }
    note.textContent = waiting
  }

  private failure(outgoing: Outgoing): HTMLElement {
    const box = element('div', 'send-failure')
    box.setAttribute('role', 'alert')
    const retry = element('button', 'button is-small', 'Retry')
    const remove = element('button', 'button is-small', 'Delete')
    retry.type = remove.type = 'button'
    retry.addEventListener('click', () => this.choices.retry(outgoing.key))
    remove.addEventListener('click', () => this.choices.remove(outgoing.key))
    box.append(element('span', '', `Not sent: ${outgoing.failure ?? ''}`), ' ', retry, ' ', remove)
    return box
  }
}
