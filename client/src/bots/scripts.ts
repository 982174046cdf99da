// Inline scripts of a message. The browser runs none that came by innerHTML, so they are run here, once.

const classic = new Set(['', 'text/javascript', 'application/javascript', 'text/ecmascript', 'application/ecmascript'])

function run(script: HTMLScriptElement): void {
  const type = script.type.trim().toLowerCase()
  if (type === 'module') {
    const module = document.createElement('script')
    module.type = 'module'
    module.textContent = script.textContent
    script.replaceWith(module)
  } else if (classic.has(type)) {
    // Indirect: in global scope, so that `var` and functions become globals that other messages may use.
    ;(0, eval)(script.textContent ?? '')
  }
}

/** What each script that failed threw; the others have run. */
export function runScripts(content: Element): unknown[] {
  const errors: unknown[] = []
  for (const script of content.querySelectorAll<HTMLScriptElement>('script:not([src])')) {
    try {
      run(script)
    } catch (error) {
      errors.push(error)
    }
  }
  return errors
}

/** The browser runs no script with `src` that came by innerHTML either. */
export function loadScripts(content: Element): void {
  for (const inert of content.querySelectorAll<HTMLScriptElement>('script[src]')) {
    const script = document.createElement('script')
    for (const { name, value } of inert.attributes) script.setAttribute(name, value)
    inert.replaceWith(script)
  }
}
