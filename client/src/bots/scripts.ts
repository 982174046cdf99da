// The scripts in a message's HTML, in their order. The browser runs none that came by innerHTML, so they are run here,
// once. One that comes from a file holds up those behind it in the same message, as on any page, and no other message.
import { report, showFailure } from './failures'
import { asOwner, own, type Owner } from './owners'
import { writingBehind } from './writing'

const classic = new Set(['', 'text/javascript', 'application/javascript', 'text/ecmascript', 'application/ecmascript'])

const typeOf = (script: HTMLScriptElement) => script.type.trim().toLowerCase()
let count = 0

/** A copy that the browser runs. */
function live(script: HTMLScriptElement): HTMLScriptElement {
  const copy = document.createElement('script')
  for (const { name, value } of script.attributes) copy.setAttribute(name, value)
  copy.textContent = script.textContent
  script.replaceWith(copy)
  return copy
}

/** Resolves when it has run, or won't. */
function runFile(inert: HTMLScriptElement, owner: Owner): Promise<void> | undefined {
  if (inert.noModule) return undefined
  own(inert.src, owner)
  const isAwaited = classic.has(typeOf(inert)) && !inert.hasAttribute('async') && !inert.hasAttribute('defer')
  const script = live(inert)
  script.addEventListener('error', () => showFailure(owner.card, `The script ${script.src} could not be loaded.`))
  if (!isAwaited) return undefined
  return new Promise((done) => {
    for (const end of ['load', 'error']) script.addEventListener(end, () => done(), { once: true })
  })
}

function runInline(script: HTMLScriptElement, owner: Owner): void {
  const type = typeOf(script)
  if (type === 'module' || type === 'importmap') {
    live(script)
    return
  }
  if (!classic.has(type)) return
  // What it throws later is known by this name.
  count += 1
  const source = `necsus-message-${owner.card.getAttribute('necsus-message-id')}-script-${count}`
  own(source, owner)
  // Indirect: in global scope, so that `var` and functions become globals that other messages may use.
  const run = () => (0, eval)(`${script.textContent ?? ''}\n//# sourceURL=${source}`) as unknown
  try {
    writingBehind(script, () => asOwner(owner, run))
  } catch (error) {
    report(owner, error)
    reportError(error)
  }
}

/** At once, as far as no file has to be waited for. */
export function runScripts(all: Iterable<HTMLScriptElement>, owner: Owner): void {
  const scripts = [...all]
  const goOn = (): void => {
    for (let script = scripts.shift(); script; script = scripts.shift()) {
      if (script.hasAttribute('src')) {
        const loaded = runFile(script, owner)
        if (loaded) return void loaded.then(goOn)
      } else {
        runInline(script, owner)
      }
    }
  }
  goOn()
}
