// What is too much to be laid out at once: its beginning, and a button for those who want it.
import { element } from './element'
import { isKnotted } from './knots'

const shownFirst = 2000
/** So much more at each press: no press may hold the page up. */
const piece = 65_536

const longestKnot = 2000

const kilobytes = (characters: number) => `${Math.max(1, Math.round(characters / 1024)).toLocaleString('en')} KB`

/** No half of a character at the end. */
function cut(text: string, end: number): number {
  const code = text.charCodeAt(end - 1)
  return end < text.length && code >= 0xd800 && code < 0xdc00 ? end - 1 : end
}

/** The text as it was typed, of which the beginning is shown, and more at each press. */
export function foldedText(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment()
  const shown = element('div', 'folded-text')
  const more = element('button', 'fold-more')
  more.type = 'button'
  // Each piece of these is a line of its own, or they would be one glyph again.
  const isKnotty = isKnotted(text)
  const most = isKnotty ? longestKnot : piece
  let end = 0
  const show = (upTo: number) => {
    const next = cut(text, Math.min(upTo, text.length))
    shown.append(element('div', isKnotty ? 'is-knotty' : '', text.slice(end, next)))
    end = next
    more.textContent = `Show more (${kilobytes(text.length - end)} left)`
    if (end === text.length) more.remove()
  }
  fragment.append(shown, more)
  show(shownFirst)
  more.addEventListener('click', () => show(end + most))
  return fragment
}

/** What `unfold` makes is made only for those who press; it may take a while. */
export function foldedHtml(why: string, size: number, unfold: (fold: HTMLElement) => void): HTMLElement {
  const fold = element('div', 'fold')
  const show = element('button', 'fold-more', 'Show it')
  show.type = 'button'
  show.addEventListener('click', () => unfold(fold), { once: true })
  fold.append(element('span', '', `This message ${why} (${kilobytes(size)}), and may slow the page down. `), show)
  return fold
}
