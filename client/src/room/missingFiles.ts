// A picture or sound that did not load says so below its message, and with which address: of a wrong path a browser shows
// nothing, or a broken picture that doesn't tell.
type Loading = HTMLImageElement | HTMLMediaElement | HTMLSourceElement

const kinds: Record<string, string> = {
  IMG: 'picture',
  AUDIO: 'sound',
  VIDEO: 'sound or film',
  SOURCE: 'sound or film',
}
const longest = 300
/** A bot may try a hundred. */
const mostNotes = 5

function note(card: Element, text: string, url: string): void {
  const place = card.querySelector('.card-content') ?? card
  const notes = [...place.querySelectorAll(':scope > .missing-file')]
  if (notes.length >= mostNotes || notes.some((one) => one.getAttribute('data-url') === url)) return
  const made = document.createElement('p')
  made.className = 'missing-file'
  made.dataset.url = url
  const address = document.createElement('code')
  address.textContent = url.length > longest ? `${url.slice(0, longest)}…` : url
  made.append(text, address)
  place.append(made)
}

/** Watches all messages in `list`, also those to come. Answers how to stop. */
export function tellOfMissingFiles(list: HTMLElement): () => void {
  function failed({ target }: Event): void {
    const kind = target instanceof Element ? kinds[target.tagName] : undefined
    if (!kind) return
    const { src } = target as Loading
    const card = (target as Element).closest('.message-card')
    if (card && src) note(card, `This ${kind} did not load: `, src)
  }
  // Such errors do not bubble.
  list.addEventListener('error', failed, true)
  return () => list.removeEventListener('error', failed, true)
}
