// The project's pages for users, README.md and docs/, as HTML for browsers that have nothing but this server. What is in
// docs/dev/ is for those who work on the project, and have it: links that lead there become plain text.
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path/posix'
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

/** As in links to headings on the project's own pages: lowercase, hyphens for spaces. */
const slugOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replace(/ /g, '-')

/** From a source, seen from the project's root, to its page here. */
type Pages = Map<string, string>

function pageOf(source: string): string {
  // docs/README.md is the list of the pages.
  return source === 'docs/README.md' ? 'index.html' : `${basename(source, '.md').toLowerCase()}.html`
}

/** Where a link in `source` leads here; undefined for what is in the project but not served. */
function targetOf(href: string, source: string, pages: Pages): string | undefined {
  if (/^(?:https?:|#|\/)/.test(href)) return href
  const [path = '', place] = href.split('#')
  const page = pages.get(join(dirname(source), path))
  return page && page + (place ? `#${place}` : '')
}

function html(markdown: string, source: string, pages: Pages): string {
  const marked = new Marked({ gfm: true })
  marked.use({
    renderer: {
      heading({ tokens, depth, text }: Tokens.Heading) {
        return `<h${depth} id="${slugOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      link({ href, tokens }: Tokens.Link) {
        const inner = this.parser.parseInline(tokens)
        const target = targetOf(href, source, pages)
        return target === undefined ? inner : `<a href="${target}">${inner}</a>`
      },
    },
  })
  const title = /^# (.*)$/m.exec(markdown)?.[1] ?? 'NeCSuS'
  const links =
    '<a href="/">NeCSuS</a><a href="readme.html">README</a><a href="index.html">All pages</a><a href="/docs/">API</a>'
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

/** Each page's file name, and its HTML. */
export async function guidePages(): Promise<Map<string, string>> {
  const docs = (await readdir(`${root}docs`)).filter((name) => name.endsWith('.md'))
  const sources = ['README.md', ...docs.map((name) => `docs/${name}`)]
  const pages: Pages = new Map(sources.map((source) => [source, pageOf(source)]))
  const made = new Map<string, string>()
  for (const [source, page] of pages) made.set(page, html(await readFile(root + source, 'utf8'), source, pages))
  return made
}

export function guide(): Plugin {
  return {
    name: 'necsus-guide',
    apply: 'build',
    async generateBundle() {
      for (const [page, source] of await guidePages()) {
        this.emitFile({ type: 'asset', fileName: `guide/${page}`, source })
      }
    },
  }
}
