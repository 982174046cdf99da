// Which addresses do no harm. What counts is what the browser's own reader of addresses makes of one: to it
// "java\tscript:" is "javascript:" too.
import { resolved } from '../bots/urls'

const links = new Set(['http:', 'https:', 'mailto:', 'tel:', 'ftp:'])
const files = new Set(['http:', 'https:', 'blob:'])

/** The scheme that the browser would follow, with its colon; '' for no address at all. */
export function schemeOf(url: string): string {
  try {
    return new URL(url, document.baseURI).protocol
  } catch {
    return ''
  }
}

/** `url` against `base`, if a click on it runs nothing. */
export function harmlessLink(url: string, base: string | null): string | undefined {
  // "#top" is a place in this page.
  const whole = url.startsWith('#') ? url : resolved(url, base)
  return links.has(schemeOf(whole)) ? whole : undefined
}

function harmlessFile(url: string, base: string | null, data: RegExp): string | undefined {
  const whole = resolved(url, base)
  const scheme = schemeOf(whole)
  if (scheme === 'data:') return data.test(new URL(whole, document.baseURI).href) ? whole : undefined
  return files.has(scheme) ? whole : undefined
}

export const harmlessPicture = (url: string, base: string | null) => harmlessFile(url, base, /^data:image\//i)
export const harmlessMedia = (url: string, base: string | null) => harmlessFile(url, base, /^data:(?:audio|video)\//i)

/** Behind an address such a sign belongs to the sentence. */
const sentenceEnd = /[.,;:!?'"*_…]$/
const brackets: Record<string, string> = { ')': '(', ']': '[', '}': '{' }

/** An address as it was typed, without the sentence's signs behind it. */
function withoutTail(typed: string): string {
  let end = typed.length
  const count = (sign: string) => typed.slice(0, end).split(sign).length
  for (; end > 0; end -= 1) {
    const last = typed[end - 1]!
    const opening = brackets[last]
    if (opening === undefined ? !sentenceEnd.test(last) : count(opening) >= count(last)) break
    if (typed.length - end > 20) break
  }
  return typed.slice(0, end)
}

const mostLinks = 500
const typedAddress = /(?:https?:\/\/|www\.)[^\s<>"`\u{2066}-\u{2069}\u{202a}-\u{202e}]{2,2000}/giu

/** A letter before it: a part of some other word. */
const wordsEnd = /[\p{L}\p{N}_/@.]$/u

/** `text`, with the addresses in it as links. */
export function withLinks(text: string): Node[] {
  if (!/:\/\/|www\./i.test(text)) return [document.createTextNode(text)]
  const nodes: Node[] = []
  let done = 0
  for (const { index, 0: found } of text.matchAll(typedAddress)) {
    if (nodes.length > mostLinks) break
    if (wordsEnd.test(text.slice(Math.max(0, index - 2), index))) continue
    const shown = withoutTail(found)
    const href = /^www\./i.test(shown) ? `https://${shown}` : shown
    if (!/^https?:$/.test(schemeOf(href)) || /^(?:https?:\/\/|www\.)$/i.test(shown)) continue
    if (index > done) nodes.push(document.createTextNode(text.slice(done, index)))
    const link = document.createElement('a')
    link.href = href
    link.textContent = shown
    nodes.push(link)
    done = index + shown.length
  }
  if (done < text.length) nodes.push(document.createTextNode(text.slice(done)))
  return nodes
}
