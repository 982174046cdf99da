// HTML without harm: formatting, links, images. For what users typed, always; for bots, in plain mode.
import DOMPurify from 'dompurify'

const forbiddenTags = `
  form input button select textarea option style link script iframe frame embed object audio video source track canvas svg
  math dialog template slot
`
  .trim()
  .split(/\s+/)

const forbiddenAttributes = 'style class id name srcset tabindex accesskey contenteditable autofocus'.split(' ')

/** Nothing in the answer has been loaded yet. */
export function harmless(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    USE_PROFILES: { html: true },
    FORBID_TAGS: forbiddenTags,
    FORBID_ATTR: forbiddenAttributes,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  })
}
