// A person's message as nodes: harmless HTML works, all else is the text that was typed.
import { withLinks } from './addresses'
import { skeletons } from './harmlessHtml'
import { isKnottedHtml } from './knots'
import { unescaped } from './references'
import { isElement, readTyped, type Token } from './typedHtml'
import { weightOf } from './weight'

/** More than this is shown as text, and folded: nothing is laid out that could hold the page up. */
export const mostTyped = 65_536
const mostElements = 5000
const mostNested = 100
/** So many pictures one message may ask for. */
const mostPictures = 50

export interface TypedOptions {
  /** Where relative addresses start from. */
  base: string | null
  /** Addresses that were typed become links. */
  linksAddresses: boolean
}

function isHeavy(tokens: Token[]): boolean {
  let elements = 0
  const ends: number[] = []
  return tokens.some((token, place) => {
    while (ends.length > 0 && ends[ends.length - 1]! <= place) ends.pop()
    if (!isElement(token)) return false
    ends.push(token.closesAt)
    elements += weightOf(token.name)
    return elements > mostElements || ends.length > mostNested
  })
}

/** Undefined if it is too much to be laid out as HTML. */
export function typed(text: string, options: TypedOptions): DocumentFragment | undefined {
  if (text.length > mostTyped || isKnottedHtml(text)) return undefined
  if (!/[<&]/.test(text)) {
    const fragment = document.createDocumentFragment()
    fragment.append(...(options.linksAddresses ? withLinks(text) : [text]))
    return fragment
  }
  const tokens = readTyped(text, options.base)
  return isHeavy(tokens) ? undefined : new Builder(options).build(tokens)
}

class Builder {
  private readonly fragment = document.createDocumentFragment()
  private readonly open: { element: Element; closesAt: number }[] = []
  private text = ''
  private pictures = 0

  constructor(private readonly options: TypedOptions) {}

  build(tokens: Token[]): DocumentFragment {
    tokens.forEach((token, place) => {
      this.closeUpTo(place)
      if (token.kind === 'text') this.text += token.isTag ? token.text : unescaped(token.text)
      else if (token.kind === 'end') this.text += token.isPaired ? '' : token.source
      else if (!isElement(token) || (token.name === 'img' && ++this.pictures > mostPictures)) this.text += token.source
      else this.begin(token.name, token.attributes, token.closesAt)
    })
    this.closeUpTo(tokens.length)
    this.flush()
    return this.fragment
  }

  private get parent(): DocumentFragment | Element {
    return this.open[this.open.length - 1]?.element ?? this.fragment
  }

  private begin(name: string, attributes: [string, string][], closesAt: number): void {
    this.flush()
    // As HTML does, and as style sheets expect.
    if (name === 'tr' && this.parent.nodeName === 'TABLE') this.append(document.createElement('tbody'), closesAt)
    const element = document.createElement(name)
    if (name === 'img') element.setAttribute('loading', 'lazy')
    for (const [attribute, value] of attributes) element.setAttribute(attribute, value)
    this.append(element, closesAt)
  }

  private append(element: Element, closesAt: number): void {
    this.parent.append(element)
    this.open.push({ element, closesAt })
  }

  private closeUpTo(place: number): void {
    while (this.open.length > 0 && this.open[this.open.length - 1]!.closesAt <= place) {
      this.flush()
      this.open.pop()
    }
  }

  private flush(): void {
    const { text, parent } = this
    this.text = ''
    if (text === '' || (skeletons.has(parent.nodeName.toLowerCase()) && text.trim() === '')) return
    const isCodeOrLink = this.open.some(({ element }) => /^(?:A|CODE|PRE|KBD|SAMP|TT)$/.test(element.nodeName))
    parent.append(...(this.options.linksAddresses && !isCodeOrLink ? withLinks(text) : [text]))
  }
}
