// A bot's HTML without its scripts and styles, for plain mode. Its forms stay: what they send goes to the chat server.
// What people typed is read by ./typed.
import DOMPurify from 'dompurify'

const forbiddenTags = `
  style link script iframe frame frameset embed object audio video source track canvas svg math dialog template slot
`
  .trim()
  .split(/\s+/)

const forbiddenAttributes = 'style class id srcset accesskey contenteditable autofocus form formtarget target'.split(
  ' ',
)

/** Nothing in the answer has been loaded yet. */
export function harmlessOfBots(html: string): DocumentFragment {
  const made = DOMPurify.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    USE_PROFILES: { html: true },
    FORBID_TAGS: forbiddenTags,
    FORBID_ATTR: forbiddenAttributes,
    ADD_ATTR: ['formaction'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    // A field may be called "title", "name" or "action": nothing here asks a form for these by name.
    SANITIZE_DOM: false,
  }) as DocumentFragment | null
  // Of "<frameset>" it makes nothing at all: then the text is shown.
  if (made) return made
  const asText = document.createDocumentFragment()
  asText.append(html)
  return asText
}
