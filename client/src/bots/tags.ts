// Reads one tag as a browser's parser does (HTML Standard, 13.2.5), and makes nothing of it. Linear, whatever is in it.

export interface Tag {
  name: string
  isEnd: boolean
  /** Of a name that repeats the first counts. */
  attributes: Map<string, string>
  /** With those that repeat. */
  attributeCount: number
  /** The place behind its ">". */
  end: number
  /** Written as people write tags: without quotes in names, and with whitespace between attributes. */
  isClean: boolean
}

const isLetter = (code: number) => (code > 64 && code < 91) || (code > 96 && code < 123)
const isSpace = (code: number) => code === 32 || (code > 8 && code < 14 && code !== 11)
const slash = 47
const equals = 61
const greater = 62

/** Where the name ends that begins at `at`; names are whatever stands between these. */
function endOfName(html: string, at: number, endsAtEquals: boolean): number {
  let end = at
  for (; end < html.length; end += 1) {
    const code = html.charCodeAt(end)
    if (isSpace(code) || code === slash || code === greater || (endsAtEquals && code === equals && end > at)) break
  }
  return end
}

function afterSpace(html: string, at: number): number {
  while (isSpace(html.charCodeAt(at))) at += 1
  return at
}

/** The tag whose "<" is at `begin`; undefined if there is none, or if it never ends. */
export function tagAt(html: string, begin: number): Tag | undefined {
  const isEnd = html.charCodeAt(begin + 1) === slash
  const start = isEnd ? begin + 2 : begin + 1
  if (!isLetter(html.charCodeAt(start))) return undefined
  let at = endOfName(html, start, false)
  const tag: Tag = {
    name: html.slice(start, at).toLowerCase(),
    isEnd,
    attributes: new Map(),
    attributeCount: 0,
    end: 0,
    isClean: true,
  }
  for (;;) {
    const before = at
    for (let code = html.charCodeAt(at); isSpace(code) || code === slash; code = html.charCodeAt(at)) at += 1
    if (at >= html.length) return undefined
    if (html.charCodeAt(at) === greater) break
    if (at === before) tag.isClean = false
    at = readAttribute(html, at, tag)
    if (at < 0) return undefined
  }
  tag.end = at + 1
  return tag
}

/** Answers where it ends, or -1 if it never does. */
function readAttribute(html: string, begin: number, tag: Tag): number {
  const end = endOfName(html, begin, true)
  const name = html.slice(begin, end).toLowerCase()
  if (/["'<=]/.test(name)) tag.isClean = false
  let value = ''
  let at = afterSpace(html, end)
  if (html.charCodeAt(at) !== equals) {
    at = end
  } else {
    at = afterSpace(html, at + 1)
    const quote = html[at]
    if (quote === '"' || quote === "'") {
      const close = html.indexOf(quote, at + 1)
      if (close < 0) return -1
      value = html.slice(at + 1, close)
      at = close + 1
    } else {
      const from = at
      while (at < html.length && !isSpace(html.charCodeAt(at)) && html.charCodeAt(at) !== greater) at += 1
      value = html.slice(from, at)
      if (/["'<`]/.test(value)) tag.isClean = false
    }
  }
  tag.attributeCount += 1
  if (!tag.attributes.has(name)) tag.attributes.set(name, value)
  return at
}
