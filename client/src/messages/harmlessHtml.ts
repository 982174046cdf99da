// Which HTML does no harm: the elements and attributes that a person's message may have. All others are text.
import { harmlessLink, harmlessPicture } from './addresses'
import { unescaped } from './references'

const words = (text: string) => new Set(text.trim().split(/\s+/))

/** They have no end tag. */
export const voidTags = words('br hr img wbr')

const inline = words(`
  a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rp rt ruby s samp small span strike
  strong sub sup time tt u var
`)

/** A paragraph ends where one of these begins. */
export const blocks = words(`
  address article aside blockquote center dd details dir div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr
  li main menu nav ol p pre section summary table ul
`)

const tableParts = words('caption thead tbody tfoot tr td th')

export const isHarmlessTag = (name: string) =>
  inline.has(name) || blocks.has(name) || tableParts.has(name) || voidTags.has(name)

/** Elements that make sense in these only; the end tag of one may be left out. */
export const containers: Record<string, Set<string>> = {
  li: words('ul ol menu dir'),
  dt: words('dl'),
  dd: words('dl'),
  caption: words('table'),
  thead: words('table'),
  tbody: words('table'),
  tfoot: words('table'),
  tr: words('table thead tbody tfoot'),
  td: words('tr'),
  th: words('tr'),
}

/** In these whitespace says nothing. */
export const skeletons = words('ul ol menu dir dl table thead tbody tfoot tr')

type Check = (value: string, base: string | null) => string | undefined

const asIs: Check = (value) => value
const among =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value.toLowerCase()) ? value : undefined
/** A larger one would take the room away. */
const upTo =
  (most: number): Check =>
  (value) =>
    /^\d{1,5}%?$/.test(value) && parseInt(value, 10) <= most ? value : undefined
const number: Check = (value) => (/^-?\d{1,6}$/.test(value) ? value : undefined)

const allowed: Record<string, Record<string, Check>> = {
  '*': {
    title: asIs,
    dir: among('ltr', 'rtl', 'auto'),
    lang: asIs,
    align: among('left', 'right', 'center', 'justify'),
  },
  a: { href: harmlessLink },
  img: { src: harmlessPicture, alt: asIs, width: upTo(2000), height: upTo(2000) },
  font: { color: asIs, face: asIs, size: upTo(7) },
  ol: { start: number, type: asIs, reversed: asIs },
  ul: { type: asIs },
  li: { value: number },
  table: { border: upTo(20), cellpadding: upTo(50), cellspacing: upTo(50), bgcolor: asIs, width: upTo(2000) },
  tr: { bgcolor: asIs, valign: asIs },
  td: { colspan: upTo(100), rowspan: upTo(100), bgcolor: asIs, valign: asIs, width: upTo(2000) },
  th: { colspan: upTo(100), rowspan: upTo(100), bgcolor: asIs, valign: asIs, width: upTo(2000), scope: asIs },
  time: { datetime: asIs },
  data: { value: asIs },
  del: { datetime: asIs },
  ins: { datetime: asIs },
  details: { open: asIs },
}

/** Asked for by names that people typed: "constructor" and "__proto__" are none of these. */
const checkOf = (name: string, attribute: string): Check | undefined => {
  const checks = allowed[name] ?? {}
  return Object.hasOwn(checks, attribute) ? checks[attribute] : undefined
}

/** Without these an element is nothing. */
const needed: Record<string, string> = { a: 'href', img: 'src' }

/** Attributes that HTML has, and that are left out: people copy them with the rest. */
const ignored =
  /^(?:on[a-z]+|data-[-\w]+|aria-[a-z]+|class|id|style|name|rel|target|role|hidden|tabindex|loading|srcset|sizes|crossorigin|referrerpolicy|usemap|ismap|cite|background|bordercolor|border|rules|frame|summary|headers|abbr|axis|nowrap|char|charoff|height|hspace|vspace|noshade|clear|compact|type|download|ping|hreflang|accesskey|contenteditable|draggable|spellcheck|translate|itemprop|itemscope|itemtype|autofocus|bgcolor|color|width|value|start|size|face|href|src|alt)$/

/** The attributes that may stay; undefined if this is no harmless HTML, such as `<b and c>` or a link to a script. */
export function harmlessAttributes(
  name: string,
  attributes: Map<string, string>,
  base: string | null,
): [string, string][] | undefined {
  const kept: [string, string][] = []
  for (const [attribute, written] of attributes) {
    // What is checked is what it means: "&#106;avascript:" too.
    const value = unescaped(written)
    const check = checkOf(name, attribute) ?? checkOf('*', attribute)
    const checked = check?.(value, base)
    if (checked !== undefined) kept.push([attribute, checked])
    else if (attribute === needed[name]) return undefined
    else if (!check && !ignored.test(attribute)) return undefined
  }
  const need = needed[name]
  return need && !kept.some(([attribute]) => attribute === need) ? undefined : kept
}
