// What the guide's pages and the API's do in the browser: the theme that was chosen in a room, this server's own address in
// the examples, and a button that copies code.
;(() => {
  const root = document.documentElement
  const system = matchMedia('(prefers-color-scheme: dark)')

  function chosenTheme() {
    try {
      return JSON.parse(localStorage.getItem('necsus-preferences') ?? '{}').theme
    } catch {
      return undefined
    }
  }

  function dress() {
    const theme = chosenTheme()
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
    else delete root.dataset.theme
    // As Swagger UI wants to be told.
    root.classList.toggle('dark-mode', theme === 'dark' || (theme !== 'light' && system.matches))
  }

  /** The address that the examples were written with, and in its place that of the server that one is on. */
  const here = (text) =>
    text
      .replaceAll('ws://localhost:6277', location.origin.replace(/^http/, 'ws'))
      .replaceAll('http://localhost:6277', location.origin)
      .replaceAll('localhost:6277', location.host)

  function moveHere(place) {
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const { nodeValue } = texts.currentNode
      if (nodeValue.includes('localhost:6277')) texts.currentNode.nodeValue = here(nodeValue)
    }
    for (const link of place.querySelectorAll('a[href*="localhost:6277"]')) link.href = here(link.href)
  }

  /** Browsers have a clipboard on secure origins only, and a classroom's server seldom is one. */
  async function copied(code) {
    try {
      await navigator.clipboard.writeText(code.textContent)
      return true
    } catch {
      getSelection().selectAllChildren(code)
      return document.execCommand('copy')
    }
  }

  function addCopyButton(code) {
    const box = document.createElement('div')
    box.className = 'code'
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = 'Copy'
    button.setAttribute('aria-live', 'polite')
    button.addEventListener('click', async () => {
      button.textContent = (await copied(code)) ? 'Copied' : 'Press Ctrl+C'
    })
    code.before(box)
    code.tabIndex = 0 // it scrolls
    box.append(code, button)
  }

  window.necsusHere = here
  dress()
  system.addEventListener('change', dress)
  addEventListener('storage', dress)
  addEventListener('DOMContentLoaded', () => {
    const guide = document.querySelector('.guide main')
    if (!guide) return
    moveHere(guide)
    for (const code of guide.querySelectorAll('pre')) addCopyButton(code)
  })
})()
