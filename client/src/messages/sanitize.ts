// HTML without harm: formatting, links, images. For what users typed, always; for bots, in plain mode.
import DOMPurify from 'dompurify'

const forbidden = [
  'form', 'input', 'button', 'select', 'textarea', 'option', 'style', 'link', 'script', 'iframe', 'frame', 'embed',
  'object', 'audio', 'video', 'source', 'track', 'canvas', 'svg', 'math', 'dialog', 'template', 'slot',
]

/** Nothing in the answer has been loaded yet. */
export function harmless(html: string): DocumentFragment {
  const fragment = DOMPurify.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    USE_PROFILES: { html: true },
    FORBID_TAGS: forbidden,
    FORBID_ATTR: ['style', 'class', 'id', 'name', 'srcset', 'tabindex', 'accesskey', 'contenteditable', 'autofocus'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  })
  return fragment
}
