// The project's pages for users, README.md and docs/, as HTML for browsers that have nothing but this server. What is in
// docs/dev/ is for those who work on the project, and have it: links that lead there become plain text.
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path/posix'
import { fileURLToPath } from 'node:url'

import { Marked, type Tokens } from 'marked'
import { compile } from 'sass'
import type { Plugin } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What a learner looks for, each a page made of sections of another one. */
const extracts = [
  {
    page: 'first-bot.html',
    title: 'Your first bot',
    source: 'README.md',
    sections: ['Your first bot, in five minutes'],
  },
  {
    page: 'answers.html',
    title: 'What a bot gets and answers',
    source: 'docs/reference.md',
    sections: [
      'What a bot gets',
      'What a bot answers',
      'When a bot is called',
      'Patterns',
      'Conversations',
      'Forms and buttons',
      'In the browser',
    ],
  },
  { page: 'debugging.html', title: 'Debugging', source: 'docs/reference.md', sections: ['When something goes wrong'] },
]

/** In every page's head line, in this order. */
const headLinks = [
  ...extracts.map(({ page, title }) => [`/client/guide/${page}`, title] as const),
  ['/docs/', 'API'] as const,
  ['/client/guide/', 'All pages'] as const,
]

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

interface Page {
  file: string
  title: string
  markdown: string
  /** Where it comes from: its links are relative to that. */
  source: string
}

/** Where a link in `page` leads here; undefined for what is in the project but not served. */
function targetOf(href: string, { source, markdown }: Page, pages: Pages): string | undefined {
  if (/^(?:https?:|\/)/.test(href)) return href
  const [path = '', place] = href.split('#')
  if (!path) return hasHeading(markdown, place ?? '') ? href : `${pageOf(source)}#${place}`
  const page = pages.get(join(dirname(source), path))
  return page && page + (place ? `#${place}` : '')
}

const headings = (markdown: string) => [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!)
const hasHeading = (markdown: string, slug: string) => headings(markdown).some((heading) => slugOf(heading) === slug)

/** A section with its heading, up to the next one of its depth. */
function section(markdown: string, heading: string): string {
  const begin = markdown.indexOf(`\n## ${heading}\n`)
  if (begin < 0) throw new Error(`There is no section "${heading}".`)
  const end = markdown.indexOf('\n## ', begin + 1)
  return markdown.slice(begin + 1, end < 0 ? undefined : end + 1)
}

function headLine(file: string): string {
  const links = headLinks.map(([href, text]) => {
    const isCurrent = href === `/client/guide/${file === 'index.html' ? '' : file}`
    return `<a href="${href}"${isCurrent ? ' aria-current="page"' : ''}>${text}</a>`
  })
  return `<header class="room-header"><a class="brand" href="/">NeCSuS</a><nav aria-label="Guide">${links.join('')}</nav></header>`
}

function html(page: Page, pages: Pages): string {
  const marked = new Marked({ gfm: true })
  marked.use({
    renderer: {
      heading({ tokens, depth, text }: Tokens.Heading) {
        return `<h${depth} id="${slugOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      link({ href, tokens }: Tokens.Link) {
        const inner = this.parser.parseInline(tokens)
        const target = targetOf(href, page, pages)
        return target === undefined ? inner : `<a href="${target}">${inner}</a>`
      },
      table(token: Tokens.Table) {
        const row = (cells: Tokens.TableCell[], tag: string) =>
          `<tr>${cells.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('')}</tr>`
        const body = token.rows.map((cells) => row(cells, 'td')).join('\n')
        // What scrolls must be reachable by keyboard.
        return `<div class="table" role="region" aria-label="Table" tabindex="0"><table>${row(token.header, 'th')}\n${body}</table></div>\n`
      },
    },
  })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>NeCSuS | ${page.title}</title>
<link rel="icon" type="image/svg+xml" href="/client/favicon.svg">
<link rel="icon" type="image/png" href="/client/favicon-32x32.png">
<link rel="stylesheet" href="/client/guide/page.css">
<script src="/docs/page.js"></script>
</head>
<body class="guide">
${headLine(page.file)}
<main>
${marked.parse(page.markdown) as string}</main>
</body>
</html>
`
}

async function sourcePages(pages: Pages): Promise<Page[]> {
  const read = async ([source, file]: [string, string]) => {
    const markdown = await readFile(root + source, 'utf8')
    return { file, source, markdown, title: headings(markdown)[0] ?? 'NeCSuS' }
  }
  return Promise.all([...pages].map(read))
}

/** Each page's file name, and its HTML. */
export async function guidePages(): Promise<Map<string, string>> {
  const docs = (await readdir(`${root}docs`)).filter((name) => name.endsWith('.md'))
  const sources = ['README.md', ...docs.map((name) => `docs/${name}`)]
  const pages: Pages = new Map(sources.map((source) => [source, pageOf(source)]))
  const whole = await sourcePages(pages)
  const parts = extracts.map(({ page: file, title, source, sections }) => {
    const { markdown } = whole.find((page) => page.source === source)!
    const texts = sections.map((heading) => section(markdown, heading))
    // Of one section the title is enough.
    if (texts.length === 1) texts[0] = texts[0]!.replace(/^## .*\n/, '')
    return { file, title, source, markdown: `# ${title}\n\n${texts.join('\n')}` }
  })
  return new Map([...whole, ...parts].map((page) => [page.file, html(page, pages)]))
}

export function guide(): Plugin {
  return {
    name: 'necsus-guide',
    apply: 'build',
    async generateBundle() {
      for (const [page, source] of await guidePages()) {
        this.emitFile({ type: 'asset', fileName: `guide/${page}`, source })
      }
      const { css } = compile(`${root}client/src/styles/guide.scss`, { style: 'compressed' })
      this.emitFile({ type: 'asset', fileName: 'guide/page.css', source: css })
    },
  }
}
