// What failed, as the system tells it (docs/dev/protocol.md, section 6), made to be seen: the most important thing on a
// learner's page.
import { mdiAlert } from '@mdi/js'

import type { Message } from '../api/types'
import { element, icon } from './element'

/** All that the system says is of something that failed, but for this. */
const quiet = /^\s*(?:the |room )*state was cleared\b/i

export const isFailure = ({ kind, text }: Pick<Message, 'kind' | 'text'>): boolean =>
  kind === 'system' && !quiet.test(text)

export const isSameFailure = (a: Message, b: Message): boolean => isFailure(a) && a.kind === b.kind && a.text === b.text

/** The bot that it is about stands in bold, the first of several. */
export const botNamedIn = (text: ParentNode): string | undefined => text.querySelector('b')?.textContent || undefined

/** The end of a sentence, where it isn't inside of something: a name may have dots. */
const sentenceEnd = /[.?!](?=\s|$)/

/** The first sentence says what happened, the rest what to do. */
function stressFirstSentence(text: ParentNode & Node): void {
  const sentence = element('strong', 'failure-what')
  for (const node of [...text.childNodes]) {
    if (node instanceof Element && !node.matches('a, b, code, em, i, strong')) break
    const end = node instanceof Text ? sentenceEnd.exec(node.data) : null
    if (end) (node as Text).splitText(end.index + 1)
    sentence.append(node)
    if (end) break
  }
  text.prepend(sentence)
}

/** What came from the bot is long, and seldom the first thing to look at. */
function foldRaw(text: ParentNode): void {
  for (const raw of text.querySelectorAll('pre')) {
    const fold = element('details', 'failure-raw')
    raw.replaceWith(fold)
    fold.append(element('summary', '', 'Show what it sent'), raw)
  }
}

export function dressFailure(text: ParentNode & Node): void {
  foldRaw(text)
  stressFirstSentence(text)
}

/** In the place of the avatar. */
export function failureIcon(): HTMLElement {
  const place = element('span', 'avatar failure-icon')
  place.setAttribute('aria-hidden', 'true')
  place.append(icon(mdiAlert))
  return place
}

/** Leads to where it is put right: see `pressedBot`. */
export function settingsButton(bot: string): HTMLElement {
  const button = element('button', 'failure-settings button is-small')
  button.type = 'button'
  button.dataset.bot = bot
  button.append('Settings of ', element('bdi', '', bot))
  return button
}

/** The name of the bot whose settings somebody wants, if it is such a button that was pressed. */
export const pressedBot = (target: EventTarget | null): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>('.failure-settings')?.dataset.bot : undefined
