// Bots' scripts keep their power, and the room survives them: all that stands between the two.
import { watchFailures } from './failures'
import { guardWhatComesLater } from './later'
import { guardLocation } from './leaving'
import { runScripts } from './scripts'
import { guardDocument } from './writing'

let isGuarded = false

/** Once for a page, whose globals stay as they are then. Answers what ends the watching. */
export function guardRoom(): () => void {
  if (!isGuarded) {
    guardWhatComesLater()
    guardLocation()
    guardDocument(runScripts)
    isGuarded = true
  }
  return watchFailures()
}
