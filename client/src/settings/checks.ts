// What can be said of a bot's fields before the server or the room says it.
import { otherDialect } from './otherDialects'

/** What to fix in an endpoint URL, or '' if nothing: a bot may have none yet. */
export function urlProblem(url: string): string {
  const text = url.trim()
  if (text === '') return ''
  if (!/^https?:\/\//i.test(text)) return 'Begin the URL with http:// or https://.'
  if (/\s/.test(text)) return 'Remove the space from the URL.'
  try {
    new URL(text)
    return ''
  } catch {
    return 'Write a host after http:// or https://, as in http://localhost:1234/.'
  }
}

/** Parentheses or brackets that do not pair up. All else is left to the server, which alone knows what a pattern may say. */
export function looksUnbalanced(pattern: string): boolean {
  let depth = 0
  let classStart = -1 // where the text of the [class] we are in begins; -1 outside of one
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern[at]
    if (letter === '\\') at++
    else if (classStart >= 0) {
      // A ] that comes first is meant as itself.
      if (letter === ']' && at > classStart) classStart = -1
    } else if (letter === '[') {
      if (pattern[at + 1] === '^') at++
      classStart = at + 1
    } else if (letter === '(') depth++
    else if (letter === ')' && --depth < 0) return true
  }
  return depth > 0 || classStart >= 0
}

/** A doubt about a pattern, or ''. It may be stored all the same. */
export const patternDoubt = (pattern: string) =>
  looksUnbalanced(pattern) ? 'This may not be a valid pattern.' : otherDialect(pattern)
