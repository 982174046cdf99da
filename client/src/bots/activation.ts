// Messages come to life in order of their ids, and not before all older ones are in the page.
import type { Message } from '../api/types'
import { Listeners } from './listeners'
import { addResources } from './resources'
import { loadScripts, runScripts } from './scripts'

const slice = 30

export class Activation {
  readonly listeners: Listeners
  private waiting: [HTMLElement, Message][] = []
  private readonly active = new Map<number, [HTMLElement, Message]>()
  private isHistoryThere = false
  private isScheduled = false

  constructor(private readonly isPlain: (message: Message) => boolean) {
    const present = () => [...this.active.values()].sort(([, a], [, b]) => a.id - b.id)
    this.listeners = new Listeners(present, showError)
  }

  add(element: HTMLElement, message: Message): void {
    this.waiting.push([element, message])
    if (this.isHistoryThere) this.goOn()
  }

  /** All that there was at the beginning is in the page. */
  historyIsThere(): void {
    this.isHistoryThere = true
    this.waiting.sort(([, a], [, b]) => a.id - b.id)
    this.goOn()
  }

  clear(): void {
    this.waiting = []
    this.active.clear()
    this.listeners.drop()
  }

  private readonly goOn = (): void => {
    if (this.isScheduled) return
    const end = performance.now() + slice
    let done = 0
    for (const [element, message] of this.waiting) {
      if (performance.now() > end) break
      done += 1
      this.activate(element, message)
    }
    this.waiting.splice(0, done)
    if (this.waiting.length === 0) return
    this.isScheduled = true
    setTimeout(() => {
      this.isScheduled = false
      this.goOn()
    }, 0)
  }

  private activate(element: HTMLElement, message: Message): void {
    const isBots = message.kind === 'bot' && !this.isPlain(message)
    const content = element.querySelector('.content')
    if (isBots && content) {
      addResources(message)
      loadScripts(content)
      for (const error of runScripts(content)) showError(element, error)
    }
    this.active.set(message.id, [element, message])
    this.listeners.announce(element, message)
  }
}

/** What a script threw is shown where its author looks: in the message. */
function showError(element: HTMLElement, error: unknown): void {
  const text = `The script of this message failed: ${String(error)}`
  const notes = [...element.querySelectorAll('.script-error')]
  if (notes.some((note) => note.textContent === text)) return
  const note = document.createElement('p')
  note.className = 'script-error'
  note.setAttribute('role', 'note')
  note.textContent = text
  element.querySelector('.card-content')?.append(note)
}
