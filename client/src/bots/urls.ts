// Relative addresses in a bot's HTML are meant against the bot's own URL, as on a page of that URL.

/** Elements and the attributes of theirs that are one URL. */
const single: [selector: string, attribute: string][] = [
  ['img, embed, script, audio, video, source, track, iframe, input', 'src'],
  ['video', 'poster'],
  ['object', 'data'],
  ['link, a, area, image, use', 'href'],
  ['[background]', 'background'],
]

/** `url` against `base`; as it is without a base, or if the two make no URL. */
export function resolved(url: string, base: string | null): string {
  if (!base) return url
  try {
    return new URL(url, base).href
  } catch {
    return url
  }
}

/** Each candidate of a srcset is a URL without whitespace, and perhaps a size. */
export function resolvedSrcset(srcset: string, base: string): string {
  const candidates = srcset.matchAll(/\s*,?\s*(\S+[^\s,])((?:\s+[^\s,]+)*)\s*(?:,|$)/g)
  return Array.from(candidates, ([, url, sizes]) => `${resolved(url!, base)}${sizes}`).join(', ')
}

/** The addresses that a style names. */
export function resolvedCss(css: string, base: string): string {
  return css
    .replace(
      /url\(\s*(['"]?)(?!#)([^'")]+)\1\s*\)/gi,
      (_, quote: string, url: string) => `url(${quote}${resolved(url.trim(), base)}${quote})`,
    )
    .replace(
      /(@import\s+)(['"])([^'"]+)\2/gi,
      (_, rule: string, quote: string, url: string) => rule + quote + resolved(url, base) + quote,
    )
}

/** `content` must not be in a page yet, or the browser has already asked for what it names. */
export function resolveUrls(content: DocumentFragment, base: string | null): void {
  if (!base) return
  for (const [selector, attribute] of single) {
    for (const element of content.querySelectorAll(selector)) {
      const url = element.getAttribute(attribute)
      // "#top" is a place in this page.
      if (url !== null && !url.startsWith('#')) element.setAttribute(attribute, resolved(url, base))
    }
  }
  for (const element of content.querySelectorAll('img[srcset], source[srcset]')) {
    element.setAttribute('srcset', resolvedSrcset(element.getAttribute('srcset')!, base))
  }
  for (const element of content.querySelectorAll('[style]')) {
    element.setAttribute('style', resolvedCss(element.getAttribute('style')!, base))
  }
  for (const style of content.querySelectorAll('style')) style.textContent = resolvedCss(style.textContent ?? '', base)
}
