// document.write: on a page that is there already it would begin a new one, and the room would be gone. It writes into the
// message whose script it is, behind that script, as it would have done on the bot's own page.
import { tagAt } from './tags'
import { currentOwner, type Owner } from './owners'

const voids = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/
const mayStayOpen = /^(?:p|li|dt|dd|tr|td|th|thead|tbody|tfoot|option|html|body|head)$/

/** The script behind which is written, and what it wrote that isn't whole yet. */
let place: Element | undefined
let run: (scripts: HTMLScriptElement[], owner: Owner) => void = () => undefined
let unfinished: { owner: Owner; html: string } | undefined

/** Whether each element that it begins has its end, so that more will not come. */
function isWhole(html: string): boolean {
  let open = 0
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    const tag = tagAt(html, at)
    if (!tag) {
      if (/^<\/?[a-z]/i.test(html.slice(at, at + 3))) return false
    } else if (!voids.test(tag.name) && !mayStayOpen.test(tag.name)) {
      open += tag.isEnd ? -1 : 1
    }
  }
  return open <= 0
}

/** Runs the script's code; what it writes stands behind it, and is all there when it ends. */
export function writingBehind(script: Element, task: () => void): void {
  const before = place
  place = script
  try {
    task()
  } finally {
    flush()
    place = before
  }
}

function flush(): void {
  if (!unfinished) return
  const { owner, html } = unfinished
  unfinished = undefined
  const content = owner.card.querySelector('.content')
  if (!content) return
  const written = document.createElement('template')
  written.innerHTML = html
  const box = document.createElement('div')
  box.append(document.importNode(written.content, true))
  const nodes = [...box.childNodes]
  const scripts = [...box.querySelectorAll('script')]
  if (place && content.contains(place)) {
    place.after(...nodes)
    place = nodes.reverse().find((node) => node instanceof Element) ?? place
  } else {
    content.append(...nodes)
  }
  run(scripts, owner)
}

function write(owner: Owner, html: string): void {
  if (unfinished && unfinished.owner !== owner) flush()
  unfinished = { owner, html: (unfinished?.html ?? '') + html }
  if (isWhole(unfinished.html)) flush()
  // Not a script of the message itself: there is nobody who says when it ends.
  else if (!place) setTimeout(flush)
}

const refusal = (what: string) => new Error(`${what} would replace the page of the room, and is not done here.`)

/**
 * What replaces the page is written into the message, or refused with an error, which is shown there. `runScripts` runs
 * what is written.
 */
export function guardDocument(runScripts: typeof run): void {
  run = runScripts
  const writing = (lineEnd: string, what: string) =>
    function (...texts: unknown[]) {
      const owner = currentOwner()
      if (!owner) throw refusal(what)
      write(owner, texts.map(String).join('') + lineEnd)
    }
  const open = document.open.bind(document) as (...given: unknown[]) => unknown
  Object.assign(document, {
    write: writing('', 'document.write()'),
    writeln: writing('\n', 'document.writeln()'),
    // Before and after document.write: there is nothing to be done.
    open: (...given: unknown[]) => (given.length > 2 ? open(...given) : document),
    close: () => undefined,
  })
  guardContents(document.documentElement, '<html>')
  guardContents(document.body, '<body>')
  const app = document.getElementById('necsus')
  if (app) guardContents(app, '#necsus')
}

const setters = ['innerHTML', 'outerHTML', 'textContent', 'innerText'] as const
const methods = ['replaceChildren', 'replaceWith', 'remove'] as const

/** What these would put in place of the room. */
function guardContents(element: HTMLElement, name: string): void {
  for (const setter of setters) {
    const native = propertyOf(element, setter)
    Object.defineProperty(element, setter, {
      configurable: true,
      get: () => native?.get?.call(element) as unknown,
      set: () => {
        throw refusal(`Setting ${setter} of ${name}`)
      },
    })
  }
  for (const method of methods) {
    Object.defineProperty(element, method, {
      configurable: true,
      value: () => {
        throw refusal(`${method}() of ${name}`)
      },
    })
  }
}

function propertyOf(element: object, name: string): PropertyDescriptor | undefined {
  for (let at: object | null = element; at; at = Object.getPrototypeOf(at) as object | null) {
    const found = Object.getOwnPropertyDescriptor(at, name)
    if (found) return found
  }
  return undefined
}
