// What a bot's script throws is shown where its author looks: below the message that it belongs to. Also what is thrown
// later: by timers, promises, handlers, and files that the message named.
import { currentOwner, onlyOwner, ownerOfElement, ownerOfSource, ownerOfStack, type Owner } from './owners'

/** A loop that fails a thousand times is one mistake. */
const mostShown = 5
const longest = 500

export function showFailure(card: HTMLElement, text: string): void {
  const notes = [...card.querySelectorAll('.script-error')]
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text
  if (notes.length >= mostShown || notes.some((note) => note.textContent === shown)) return
  const note = document.createElement('p')
  note.className = 'script-error'
  note.setAttribute('role', 'note')
  note.textContent = shown
  card.querySelector('.card-content')?.append(note)
}

/** Not all that is thrown can be made a text. */
function textOf(error: unknown): string {
  try {
    return String(error)
  } catch {
    return 'something that has no text'
  }
}

export function showError(card: HTMLElement, error: unknown): void {
  showFailure(card, `The script of this message failed: ${textOf(error)}`)
}

/** Shown already; thrown on, so that the console has it too. Primitives can't be told apart, and are gone with the task. */
let reported: { error: unknown } | undefined

export function report(owner: Owner, error: unknown): void {
  showError(owner.card, error)
  const mine = (reported = { error })
  setTimeout(() => {
    if (reported === mine) reported = undefined
  })
}

/** What the browser says of a file of another site that doesn't allow us to read it (CORS): nothing. */
const isMuted = (event: ErrorEvent) => !event.error && /^Script error\.?$/.test(event.message)

function failed(event: ErrorEvent): void {
  if (reported && (reported.error === event.error || isMuted(event))) {
    reported = undefined
    return
  }
  // Its own source first: an inline handler's place is in this page, so then who had the event.
  const owner =
    ownerOfStack((event.error as Error | null)?.stack) ??
    ownerOfSource(event.filename) ??
    currentOwner() ??
    ownerOfElement(handling)
  if (!owner) return
  const file = document.currentScript instanceof HTMLScriptElement ? ` (in ${document.currentScript.src})` : ''
  if (isMuted(event))
    showFailure(owner.card, `The script of this message failed${file}. The browser’s console (F12) says how.`)
  else showError(owner.card, event.error ?? event.message)
}

function rejected(event: PromiseRejectionEvent): void {
  const reason: unknown = event.reason
  const owner = ownerOfStack((reason as Error | null | undefined)?.stack) ?? ownerOfElement(handling) ?? onlyOwner()
  if (owner) showError(owner.card, reason)
}

/** Where the event that is being handled happened. */
let handling: EventTarget | null = null
const handled =
  'click dblclick change input submit keydown keyup pointerdown pointerup mousedown mouseup mouseover mouseout touchstart touchend load error focusin focusout toggle play ended'

function handles({ target }: Event): void {
  if (!(target instanceof Element)) return
  if (!handling) setTimeout(() => (handling = null))
  handling = target
}

/** Answers what ends it. */
export function watchFailures(): () => void {
  const watching = new AbortController()
  const { signal } = watching
  window.addEventListener('error', (event) => event instanceof ErrorEvent && failed(event), { signal })
  window.addEventListener('unhandledrejection', rejected, { signal })
  for (const kind of handled.split(' '))
    window.addEventListener(kind, handles, { capture: true, passive: true, signal })
  return () => watching.abort()
}
