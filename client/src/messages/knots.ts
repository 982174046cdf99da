// Text that is little to read and much to lay out: marks piled upon one letter, characters joined to one, directions that
// turn at every letter. What a browser needs for these goes by the square of their number.
import { unescaped } from './references'

/** So many on one letter are no writing any more. */
const pile = /[\p{M}\u200c\u200d]{100}|(?:[^\u200d]\u200d){100}/u
/** A control character, or a run of letters that are written from right to left, with what stands between its words. */
const turn =
  /[\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc][\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\s\d!-/:-@]*/g
const mostTurns = 2000

function hasManyTurns(text: string): boolean {
  if (text.length < mostTurns) return false
  let count = 0
  for (turn.lastIndex = 0; turn.test(text); ) {
    count += 1
    if (count > mostTurns) return true
  }
  return false
}

export const isKnotted = (text: string): boolean => pile.test(text) || hasManyTurns(text)

const fewReferences = 100
/** To a browser these are references without their semicolons too. */
const unended = /(&(?:#x?[\da-f]{1,7}|zwn?j|lrm|rlm))(?!;|[\da-f])/gi

/** The same of HTML, where they may be written as character references. */
export function isKnottedHtml(html: string): boolean {
  if (isKnotted(html)) return true
  return html.split('&', fewReferences + 1).length > fewReferences && isKnotted(unescaped(html.replace(unended, '$1;')))
}
