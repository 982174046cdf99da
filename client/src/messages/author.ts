// A name as it is shown: it may be of any script, of invisible characters only, or turn the writing direction round.
import { element } from './element'

/** The same colour for the same name, wherever it is shown. */
export function hueOf(author: string): number {
  let hash = 0
  for (const character of author.slice(0, 1000)) hash = (hash * 31 + character.codePointAt(0)!) % 360_007
  return 25 + (hash % 310) // red is for failures
}

/** The name, whose direction is its own affair. */
export function nameElement(author: string): HTMLElement {
  const name = element('strong', 'author')
  name.append(element('bdi', '', author))
  return name
}

/** The same where there are no elements: in labels. */
export const isolatedName = (author: string) => (/^[\x20-\u02af]*$/.test(author) ? author : `\u2068${author}\u2069`)

const segmenter = 'Segmenter' in Intl ? new Intl.Segmenter() : undefined
const ordinary = /^\s*([a-z])(?:[\x20-\x7e]|$)/i
/** Invisible by itself, or a mark upon another character. */
const unseen = /^[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}]+/u

/** What stands for the name in a small circle: its first character, whole; "?" if there is nothing to see. */
export function initialOf(author: string): string {
  const plain = ordinary.exec(author)?.[1]
  if (plain) return plain.toUpperCase()
  const seen = author.slice(0, 200).replace(unseen, '')
  const first = segmenter ? segmenter.segment(seen)[Symbol.iterator]().next().value?.segment : Array.from(seen)[0]
  if (!first) return '?'
  // Letters with a hundred accents, and families of a hundred.
  const whole = first.length > 40 ? Array.from(first)[0]! : first
  const upper = whole.toUpperCase()
  return upper.length > whole.length ? whole : upper
}
