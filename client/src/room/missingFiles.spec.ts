import { beforeEach, expect, test } from 'vitest'

import { tellOfMissingFiles } from './missingFiles'

let list: HTMLElement
beforeEach(() => {
  list = document.createElement('div')
  list.innerHTML =
    '<div class="message-card"><div class="card-content"><div class="content"></div></div></div><img src="http://h/other">'
})

const notes = () => [...list.querySelectorAll('.missing-file')].map((note) => note.textContent)
function fails(html: string, times = 1): void {
  const content = list.querySelector('.content')!
  content.innerHTML = html
  for (let time = 0; time < times; time += 1) content.firstElementChild!.dispatchEvent(new Event('error'))
}

test.each([
  ['<img src="http://h/p.png">', 'This picture did not load: http://h/p.png'],
  ['<audio src="http://h/a.mp3"></audio>', 'This sound did not load: http://h/a.mp3'],
  ['<video src="http://h/v.mp4"></video>', 'This sound or film did not load: http://h/v.mp4'],
])('%s says which address', (html, words) => {
  tellOfMissingFiles(list)
  fails(html, 3)
  expect(notes()).toEqual([words])
})

test('an address is no HTML, and is not endless', () => {
  tellOfMissingFiles(list)
  fails(`<img src="http://h/<b>${'x'.repeat(1000)}">`)
  expect(list.querySelector('.missing-file b')).toBeNull()
  expect(notes()[0]!.length).toBeLessThan(400)
})

test('there are five notes at most; what belongs to no message, has no address or is something else, has none', () => {
  tellOfMissingFiles(list)
  list.querySelector('img')!.dispatchEvent(new Event('error'))
  fails('<img>')
  fails('<script src="http://h/s.js"></script>')
  expect(notes()).toEqual([])
  for (let count = 0; count < 9; count += 1) fails(`<img src="http://h/${count}">`)
  expect(notes()).toHaveLength(5)
})

test('once stopped it says nothing', () => {
  tellOfMissingFiles(list)()
  fails('<img src="http://h/p.png">')
  expect(notes()).toEqual([])
})
