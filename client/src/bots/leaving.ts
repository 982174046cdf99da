// A script that sets `location` would take the room away. Nothing can stand in for `location`, but browsers that have the
// Navigation API ask before a script's navigation begins: it is refused there, with an error below the script's message.
import { showFailure } from './failures'
import { currentOwner, onlyOwner } from './owners'

interface NavigateEvent extends Event {
  readonly userInitiated: boolean
  readonly downloadRequest: string | null
  readonly destination: { url: string; sameDocument: boolean }
}

let isOurs = false

/** What the page's own buttons do. */
export function load(address: string | undefined): void {
  isOurs = true
  if (address === undefined) location.reload()
  // An address that differs by nothing, or by what is behind "#", would load nothing.
  else if (address.split('#')[0] === location.pathname + location.search) location.reload()
  else location.assign(address)
}

function navigates(event: Event): void {
  const { userInitiated, downloadRequest, destination, cancelable } = event as NavigateEvent
  if (isOurs || userInitiated || !cancelable || downloadRequest !== null || destination.sameDocument) return
  event.preventDefault()
  const owner = currentOwner() ?? onlyOwner()
  const what = `The script of this message was refused: going to ${destination.url} would replace the page of the room.`
  const hint = 'A link, or window.open(), opens a page of its own.'
  if (owner) showFailure(owner.card, `${what} ${hint}`)
  else reportError(new Error(`${what} ${hint}`))
}

export function guardLocation(): void {
  const { navigation } = window as { navigation?: EventTarget }
  navigation?.addEventListener('navigate', navigates)
}
