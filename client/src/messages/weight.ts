// How much a browser would make of a bot's HTML, without letting it: HTML opens formatting elements again in each block
// that they were not closed in, so 17 KB can be a million elements. The answer is never less than what is made.
import { tagAt } from '../bots/tags'
import { isKnottedHtml } from './knots'

/** More than this is shown only to those who ask for it. */
const mostElements = 20_000
const mostAttributes = 1000
/** Characters to be laid out. */
const mostText = 500_000

const formatting = new Set('a b big code em font i nobr s small strike strong tt u'.split(' '))
const voids = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
/** No tag is a tag in these. */
const rawText = new Set('script style textarea title xmp iframe noembed noframes'.split(' '))
/** What a misplaced end tag may copy: eight rounds of the "adoption agency", with three elements and one more each. */
const copies = 32

const manyAttributes = new RegExp(`(?:[\\s/][^\\s/<>="']+){${mostAttributes + 1}}`)

/** Elements that a browser makes more of than one box: pages of their own, players, parts in a shadow tree. */
const weights: ReadonlyMap<string, number> = new Map([
  ...['iframe', 'object', 'embed', 'frame', 'portal'].map((name) => [name, 200] as const),
  ...['audio', 'video', 'details'].map((name) => [name, 50] as const),
  ...['input', 'textarea', 'select', 'meter', 'progress', 'pre'].map((name) => [name, 4] as const),
])

export const weightOf = (name: string): number => weights.get(name) ?? 1

class Estimate {
  elements = 0
  /** Of the tag that has most. */
  attributes = 0
  text = 0
  /** Formatting elements that may be opened again. */
  private active = 0
  private readonly activeByName = new Map<string, number>()
  /** Other elements that were begun since the first of these. */
  private blocksWithin = 0

  start(name: string): void {
    this.elements += weightOf(name)
    if (formatting.has(name)) {
      // A second link ends the first, as its end tag would.
      if (name === 'a' || name === 'nobr') this.end(name)
      this.active += 1
      this.activeByName.set(name, (this.activeByName.get(name) ?? 0) + 1)
    } else {
      this.reopen()
      if (this.active > 0 && !voids.has(name)) this.blocksWithin += 1
    }
    // The parts of a table that may be left out in the source.
    if (name === 'tr' || name === 'td' || name === 'th' || name === 'col') this.elements += 2
  }

  end(name: string): void {
    const count = this.activeByName.get(name) ?? 0
    if (!formatting.has(name)) return this.reopen()
    if (count === 0) return
    this.activeByName.set(name, count - 1)
    this.active -= 1
    if (this.blocksWithin > 0) this.elements += copies
    if (this.active === 0) this.blocksWithin = 0
  }

  get verdict(): string {
    if (this.elements > mostElements) return 'has tens of thousands of elements'
    if (this.attributes > mostAttributes) return 'has thousands of attributes'
    return this.text > mostText ? 'is very long' : ''
  }

  private reopen(): void {
    this.elements += this.active
  }
}

/** Why this would be too much, or ''. */
export const whyHeavy = (html: string): string =>
  isKnottedHtml(html) ? 'is too knotted to be laid out quickly' : estimated(html, mostElements).verdict

/** So many elements at most. */
export const boundOf = (html: string): number => estimated(html, Infinity).elements

/** Counts no further than to `most`. */
function estimated(html: string, most: number): Estimate {
  const estimate = new Estimate()
  let isForeign = false
  let at = html.indexOf('<')
  let textFrom = 0
  for (; at >= 0; at = html.indexOf('<', at)) {
    if (html[at + 1] === '!' || html[at + 1] === '?') {
      if (isForeign && html.startsWith('<![CDATA[', at)) return estimatedAtMost(html, most)
      at = textFrom = endOfComment(html, at)
      continue
    }
    if (!/^<\/?[a-z]/i.test(html.slice(at, at + 3))) {
      at += 1
      continue
    }
    const tag = tagAt(html, at)
    // One that never ends takes the rest with it.
    if (!tag) return estimate
    estimate.text += at - textFrom
    at = textFrom = tag.end
    estimate.attributes = Math.max(estimate.attributes, tag.attributeCount)
    if (tag.isEnd) estimate.end(tag.name)
    else estimate.start(tag.name)
    if (estimate.elements > most) return estimate
    if (tag.name === 'svg' || tag.name === 'math') isForeign = true
    if (tag.isEnd || !rawText.has(tag.name)) continue
    // In a drawing a style is an element like others.
    if (isForeign) return estimatedAtMost(html, most)
    at = textFrom = endOfRawText(html, at, tag.name)
  }
  estimate.text += html.length - textFrom
  return estimate
}

/** The same where it is not clear what is a tag: all that could be one counts. */
function estimatedAtMost(html: string, most: number): Estimate {
  const estimate = new Estimate()
  for (const [, end, name] of html.matchAll(/<(\/?)([a-z][^\s/>]*)/gi)) {
    if (end) estimate.end(name!.toLowerCase())
    else estimate.start(name!.toLowerCase())
    if (estimate.elements > most) break
  }
  if (manyAttributes.test(html)) estimate.attributes = mostAttributes + 1
  return estimate
}

/** Of what begins with "<!" or "<?". */
function endOfComment(html: string, begin: number): number {
  if (!html.startsWith('<!--', begin)) return after(/>/g, html, begin)
  return /^-?>/.test(html.slice(begin + 4, begin + 6)) ? begin + 5 : after(/--!?>/g, html, begin + 4)
}

function after(end: RegExp, html: string, from: number): number {
  end.lastIndex = from
  return end.test(html) ? end.lastIndex : html.length
}

function endOfRawText(html: string, from: number, name: string): number {
  const end = new RegExp(`</${name}[\\s/>]`, 'gi')
  end.lastIndex = from
  return end.exec(html)?.index ?? html.length
}
