// Stylesheets and scripts that messages bring: added to the page's head once per URL, and never removed.
import type { Message } from '../api/types'
import { showFailure } from './failures'
import { own, type Owner } from './owners'
import { resolved } from './urls'

const added = new Set<string>()

/** True for the first that asks. The same relative URL of two bots is two URLs. */
function isFirst(kind: 'css' | 'js', url: string): boolean {
  const key = `${kind} ${url}`
  const isNew = !added.has(key)
  added.add(key)
  return isNew
}

function addStylesheet(url: string): void {
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = url
  document.head.append(link)
}

function addScript(url: string, owner: Owner): void {
  const script = document.createElement('script')
  script.async = true
  if (/\.mjs(?:[?#]|$)/.test(url)) script.type = 'module'
  script.src = url
  own(script.src, owner)
  script.addEventListener('error', () => showFailure(owner.card, `The script ${script.src} could not be loaded.`))
  document.head.append(script)
}

export function addResources(message: Message, owner: Owner): void {
  if (message.css) {
    const url = resolved(message.css, message.base_url)
    if (isFirst('css', url)) addStylesheet(url)
  }
  if (message.js) {
    const url = resolved(message.js, message.base_url)
    if (isFirst('js', url)) addScript(url, owner)
  }
}
