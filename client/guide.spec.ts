// @vitest-environment node
import { expect, test } from 'vitest'

import { guidePages } from './guide'

const links = (html: string) => [...html.matchAll(/<a href="([^"]*)"/g)].map(([, href]) => href!)

test('README.md and docs/ have a page each, docs/dev/ has none', async () => {
  const pages = await guidePages()
  expect([...pages.keys()]).toEqual(expect.arrayContaining(['readme.html', 'index.html', 'reference.html']))
  expect([...pages.keys()].filter((page) => /protocol|design|contributing/.test(page))).toEqual([])
})

test('every link between the pages leads to a page, and to a heading of it', async () => {
  const pages = await guidePages()
  let seen = 0
  for (const [page, html] of pages) {
    for (const href of links(html)) {
      if (/^https?:/.test(href) || href === '/' || href === '/docs/') continue
      const [path, place] = href.replace(/^\/client\/guide\//, '').split('#')
      const target = href === '/client/guide/' ? 'index.html' : path
      const there = pages.get(target || page)
      expect(there, `${page}: ${href}`).toBeDefined()
      if (place) expect(there, `${page}: ${href}`).toContain(` id="${place}"`)
      seen++
    }
  }
  expect(seen).toBeGreaterThan(50)
})

test.each([
  ['first-bot.html', ['app.run(port=5000)'], ['How a message travels']],
  ['answers.html', ['id="what-a-bot-gets"', 'id="forms-and-buttons"'], ['id="the-websocket"']],
  ['debugging.html', ['405', 'configuration.html#a-proxy-on-the-way-to-the-bots'], []],
])('%s has its sections, and no more', async (page, there, elsewhere) => {
  const html = (await guidePages()).get(page)!
  expect(html.match(/<h1/g)).toHaveLength(1)
  expect(html).toContain(`href="/client/guide/${page}" aria-current="page"`)
  for (const text of there) expect(html).toContain(text)
  for (const text of elsewhere) expect(html).not.toContain(text)
})

test('a link to what is not served is plain text', async () => {
  const index = (await guidePages()).get('index.html')!
  expect(index).toContain('for those who work on NeCSuS')
  expect(links(index).filter((href) => href.includes('dev'))).toEqual([])
})
