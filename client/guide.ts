// The project's own pages of text, README.md and docs/, as HTML for browsers that have nothing but this server.
import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

import { Marked, type Tokens } from 'marked'
import type { Plugin } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

const style = `
:root { color-scheme: light dark; --line: #8884; --code: #8882 }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem 1.25rem 4rem }
nav { border-bottom: 1px solid var(--line); padding-bottom: .5rem }
nav a { margin-right: 1rem }
code, pre { font: .9em/1.5 ui-monospace, monospace; background: var(--code); border-radius: 4px }
code { padding: .1em .3em } pre { padding: .75rem 1rem; overflow-x: auto } pre code { padding: 0; background: none }
table { border-collapse: collapse; display: block; overflow-x: auto }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top }
`

/** As in links to headings on the project's own pages: small letters, hyphens for blanks. */
const slugOf = (heading: string) => heading.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, '').replace(/ /g, '-')

function pageOf(source: string): string {
  return `${basename(source, '.md').toLowerCase()}.html`
}

/** Where a link of a page leads here; undefined for what is in the project but not served. */
function targetOf(href: string, page: string, known: Set<string>): string | undefined {
  if (/^(?:https?:|#|\/)/.test(href)) return href
  const [path = '', place] = href.split('#')
  if (!path.endsWith('.md')) return undefined
  // docs/README.md is the list of the pages, and has its own name here.
  const isIndex = path === 'docs/README.md' || (page !== 'readme.html' && path === 'README.md')
  const target = isIndex ? 'index.html' : pageOf(path)
  return known.has(target) ? target + (place ? `#${place}` : '') : undefined
}

function html(markdown: string, page: string, known: Set<string>): string {
  const marked = new Marked({ gfm: true })
  marked.use({
    renderer: {
      heading({ tokens, depth, text }: Tokens.Heading) {
        return `<h${depth} id="${slugOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      link({ href, tokens }: Tokens.Link) {
        const inner = this.parser.parseInline(tokens)
        const target = targetOf(href, page, known)
        return target === undefined ? inner : `<a href="${target}">${inner}</a>`
      },
    },
  })
  const title = /^# (.*)$/m.exec(markdown)?.[1] ?? 'NeCSuS'
  const links = '<a href="/">NeCSuS</a><a href="readme.html">README</a><a href="index.html">All pages</a><a href="/docs/">API</a>'
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>NeCSuS | ${title}</title>
<link rel="icon" type="image/png" href="/client/favicon-32x32.png">
<style>${style}</style>
</head>
<body>
<nav aria-label="Guide">${links}</nav>
<main>
${marked.parse(markdown) as string}</main>
</body>
</html>
`
}

export function guide(): Plugin {
  return {
    name: 'necsus-guide',
    apply: 'build',
    async generateBundle() {
      const docs = (await readdir(`${root}docs`)).filter((name) => name.endsWith('.md'))
      const sources = new Map([['readme.html', `${root}README.md`]])
      for (const name of docs) sources.set(name === 'README.md' ? 'index.html' : pageOf(name), `${root}docs/${name}`)
      const known = new Set(sources.keys())
      for (const [page, path] of sources) {
        const source = html(await readFile(path, 'utf8'), page, known)
        this.emitFile({ type: 'asset', fileName: `guide/${page}`, source })
      }
    },
  }
}
