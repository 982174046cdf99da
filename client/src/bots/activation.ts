// Messages come to life in order of their ids, and not before all older ones are in the page.
import type { Message } from '../api/types'
import { showError } from './failures'
import { Listeners } from './listeners'
import { addResources } from './resources'
import { runScripts } from './scripts'

const slice = 30

/** Also what handlers do may hold the page up. */
const mayRun = /\son\w+\s*=|<(?:iframe|embed|object|style|svg)\b/i

export interface ActivationOptions {
  isPlain(message: Message): boolean
  /** A bot's code runs now, and may never come back. */
  aboutToRun(): void
}

export class Activation {
  readonly listeners: Listeners
  private waiting: [HTMLElement, Message][] = []
  private readonly active = new Map<number, [HTMLElement, Message]>()
  private isHistoryThere = false
  private isScheduled = false

  constructor(private readonly options: ActivationOptions) {
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

  /** What was folded is shown now. */
  unfold(element: HTMLElement, message: Message): void {
    this.runScriptsOf(element, message)
  }

  private activate(element: HTMLElement, message: Message): void {
    this.runScriptsOf(element, message)
    this.active.set(message.id, [element, message])
    this.listeners.announce(element, message)
  }

  private runScriptsOf(element: HTMLElement, message: Message): void {
    const content = element.querySelector('.content')
    if (message.kind !== 'bot' || this.options.isPlain(message) || !content) return
    const scripts = content.querySelectorAll('script')
    if (!message.js && scripts.length === 0 && !message.css && !mayRun.test(message.text)) return
    this.options.aboutToRun()
    const owner = { card: element, bot: message.from_bot }
    try {
      addResources(message, owner)
      runScripts(scripts, owner)
    } catch (error) {
      showError(element, error)
    }
  }
}
