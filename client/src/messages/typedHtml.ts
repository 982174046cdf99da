// What a person typed, read as HTML of which only the harmless part is HTML: a known tag that has its end, and whose
// attributes are those of HTML. Whatever else there is stays the text that it is: "if a<b:", "List<String>", "<form>".
// No parser of the browser's sees any of it, so nothing is made that was not typed.
import { blocks, containers, harmlessAttributes, isHarmlessTag, voidTags } from './harmlessHtml'
import { tagAt, type Tag } from '../bots/tags'

export interface TextToken {
  kind: 'text'
  /** As it was typed; its character references are still to be read. */
  text: string
  /** A tag that is no harmless HTML: references in it are text too. */
  isTag: boolean
}
export interface StartToken {
  kind: 'start'
  name: string
  attributes: [string, string][]
  /** As it was typed. */
  source: string
  /** The place of the token before which it ends; undefined as long as nothing ends it: then it is text. */
  closesAt: number | undefined
  /** Where what was around it ended, which ends it too if its end tag comes later: `<b><i></b></i>`. */
  endedAt: number
  /** What it must stand in, if it must. */
  container: StartToken | undefined
}
export interface EndToken {
  kind: 'end'
  name: string
  source: string
  /** It ends something. */
  isPaired: boolean
}
export type Token = TextToken | StartToken | EndToken

/** Characters of broken tags that are read a second time, for each that there is. */
const patience = 4

function tokenOf({ name, isEnd, attributes: written }: Tag, source: string, base: string | null): Token {
  const attributes = isHarmlessTag(name) && (isEnd ? [] : harmlessAttributes(name, written, base))
  if (!attributes) return { kind: 'text', text: source, isTag: true }
  if (isEnd) return { kind: 'end', name, source, isPaired: false }
  return { kind: 'start', name, attributes, source, closesAt: undefined, endedAt: 0, container: undefined }
}

function tokensOf(html: string, base: string | null): Token[] {
  const tokens: Token[] = []
  let textFrom = 0
  let waste = patience * html.length
  for (let at = html.indexOf('<'); at >= 0 && waste > 0; at = html.indexOf('<', at)) {
    const tag = tagAt(html, at)
    if (!tag?.isClean) {
      waste -= (tag?.end ?? (/[a-z/]/i.test(html[at + 1] ?? '') ? html.length : at)) - at
      at += 1
      continue
    }
    if (at > textFrom) tokens.push({ kind: 'text', text: html.slice(textFrom, at), isTag: false })
    tokens.push(tokenOf(tag, html.slice(at, tag.end), base))
    at = textFrom = tag.end
  }
  if (textFrom < html.length) tokens.push({ kind: 'text', text: html.slice(textFrom), isTag: false })
  return tokens
}

const endsByTagOnly = (name: string) => !containers[name] && name !== 'p'

/** The elements that are open while tokens are read, the innermost last. */
class OpenElements {
  private readonly stack: StartToken[] = []
  private readonly count: Record<string, number> = {}
  /** They ended with what was around them. */
  private readonly early: Record<string, StartToken[]> = {}

  private has = (name: string) => (this.count[name] ?? 0) > 0

  get innermost(): StartToken | undefined {
    return this.stack[this.stack.length - 1]
  }

  push(token: StartToken): void {
    this.stack.push(token)
    this.count[token.name] = (this.count[token.name] ?? 0) + 1
  }

  /** What may end without an end tag ends at `place`; the rest does if its end tag comes later. */
  private pop(place: number, needsEnd: (name: string) => boolean): void {
    const token = this.stack.pop()!
    this.count[token.name]! -= 1
    token.endedAt = place
    if (needsEnd(token.name)) (this.early[token.name] ??= []).push(token)
    else token.closesAt = place
  }

  /** Ends all up to the innermost element of these names, which stays. Undefined if none is open. */
  popTo(names: Set<string>, place: number): StartToken | undefined {
    if (![...names].some(this.has)) return undefined
    while (!names.has(this.innermost!.name)) this.pop(place, endsByTagOnly)
    return this.innermost
  }

  close(name: string, place: number): boolean {
    if (this.has(name)) {
      while (this.innermost!.name !== name) this.pop(place, endsByTagOnly)
      this.pop(place, () => false)
      return true
    }
    const token = this.early[name]?.pop()
    if (token) token.closesAt = token.endedAt
    return token !== undefined
  }

  /** A paragraph needs no end tag where the next block begins. */
  endParagraph(place: number): void {
    if (this.innermost?.name === 'p') this.pop(place, () => false)
  }

  endAll(place: number): void {
    while (this.innermost) this.pop(place, (name) => !containers[name])
  }
}

/** Finds for each start tag where its element ends. */
function pair(tokens: Token[]): void {
  const open = new OpenElements()
  let lastParagraph: StartToken | undefined
  tokens.forEach((token, place) => {
    if (token.kind === 'end') {
      token.isPaired = open.close(token.name, place)
    } else if (token.kind === 'start') {
      if (voidTags.has(token.name)) {
        token.closesAt = place + 1
        return
      }
      const names = containers[token.name]
      if (names) {
        token.container = open.popTo(names, place)
        if (!token.container) return
      } else if (blocks.has(token.name)) {
        open.endParagraph(place)
      }
      open.push(token)
      if (token.name === 'p') lastParagraph = token
    }
  })
  // The last of several paragraphs; a single "<p>" may be what the sentence is about.
  const isLastOfSome = tokens.some(
    (token) => token.kind === 'start' && token.name === 'p' && token.closesAt !== undefined,
  )
  if (lastParagraph && lastParagraph === open.innermost && isLastOfSome) open.endParagraph(tokens.length)
  open.endAll(tokens.length)
}

export const isElement = (token: Token): token is StartToken & { closesAt: number } =>
  token.kind === 'start' && token.closesAt !== undefined

export function readTyped(html: string, base: string | null): Token[] {
  const tokens = tokensOf(html, base)
  pair(tokens)
  for (const token of tokens) {
    // What stands in something that is text is text too.
    if (token.kind !== 'start' || !token.container) continue
    if (token.container.closesAt === undefined) token.closesAt = undefined
  }
  return tokens
}
