import { describe, expect, it } from 'vitest'

import { resolved, resolvedCss, resolvedSrcset, resolveUrls } from './urls'

const base = 'http://bots.test:1234/relative/bot'

describe('a relative address', () => {
  it.each([
    ['cat.png', 'http://bots.test:1234/relative/cat.png'],
    ['/cat.png', 'http://bots.test:1234/cat.png'],
    ['../cat.png', 'http://bots.test:1234/cat.png'],
    ['?size=2', 'http://bots.test:1234/relative/bot?size=2'],
    ['//other.test/x', 'http://other.test/x'],
    ['https://other.test/x', 'https://other.test/x'],
    ['data:image/png;base64,AA==', 'data:image/png;base64,AA=='],
  ])('%s', (url, expected) => {
    expect(resolved(url, base)).toBe(expected)
  })

  it('is left alone without a base, or with one that is none', () => {
    expect(resolved('cat.png', null)).toBe('cat.png')
    expect(resolved('cat.png', 'nonsense')).toBe('cat.png')
  })
})

describe('a srcset', () => {
  it.each([
    ['a.png', 'http://bots.test:1234/relative/a.png'],
    ['a.png 1x, b.png 2x', 'http://bots.test:1234/relative/a.png 1x, http://bots.test:1234/relative/b.png 2x'],
    ['a.png 100w,/b.png 200w', 'http://bots.test:1234/relative/a.png 100w, http://bots.test:1234/b.png 200w'],
  ])('%s', (srcset, expected) => {
    expect(resolvedSrcset(srcset, base)).toBe(expected)
  })
})

describe('a style', () => {
  it.each([
    ['background: url(a.png)', 'background: url(http://bots.test:1234/relative/a.png)'],
    ['background: url("/a.png")', 'background: url("http://bots.test:1234/a.png")'],
    ['mask: url(#m)', 'mask: url(#m)'],
    ['@import "x.css";', '@import "http://bots.test:1234/relative/x.css";'],
  ])('%s', (css, expected) => {
    expect(resolvedCss(css, base)).toBe(expected)
  })
})

describe('the HTML of a bot', () => {
  it.each([
    ['<img src="x">', 'src'],
    ['<embed src="x">', 'src'],
    ['<script src="x"></script>', 'src'],
    ['<audio src="x"></audio>', 'src'],
    ['<video src="x"></video>', 'src'],
    ['<video poster="x"></video>', 'poster'],
    ['<iframe src="x"></iframe>', 'src'],
    ['<object data="x"></object>', 'data'],
    ['<link href="x">', 'href'],
    ['<a href="x">x</a>', 'href'],
    ['<video><source src="x"></video>', 'src', 'source'],
  ])('%s', (html, attribute, selector = '*') => {
    const template = document.createElement('template')
    template.innerHTML = html
    resolveUrls(template.content, base)
    const element = template.content.querySelector(selector)!
    expect(element.getAttribute(attribute)).toBe('http://bots.test:1234/relative/x')
  })

  it('keeps links within the message, and forms, as they are', () => {
    const template = document.createElement('template')
    template.innerHTML = '<a href="#top">x</a><form action="send"></form>'
    resolveUrls(template.content, base)
    expect(template.innerHTML).toBe('<a href="#top">x</a><form action="send"></form>')
  })
})
