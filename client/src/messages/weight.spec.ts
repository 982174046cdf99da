import { describe, expect, it } from 'vitest'

import { boundOf, whyHeavy } from './weight'

/** The same at every run. */
function randomly(seed: number) {
  let state = seed
  return (count: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * count)
  }
}

describe("a bot's HTML", () => {
  it.each([
    ['a table', `<table border=1>${'<tr><td>1</td><td>2</td></tr>'.repeat(1000)}</table>`],
    ['a large script', `<script>${'if (a<b) f("<b>");'.repeat(5000)}</script>`],
    ['a large picture', `<img src="data:image/png;base64,${'A'.repeat(3_000_000)}">`],
    ['a drawing', `<svg>${'<path d="M0 0"/>'.repeat(5000)}</svg>`],
    ['formatted text', '<p><b>a</b> <i>b</i></p>'.repeat(3000)],
    ['a long text', 'word '.repeat(50_000)],
    ['comparisons', 'if a<b and c<d: '.repeat(2000)],
  ])('is not too much if it is %s', (_, html) => {
    expect(whyHeavy(html)).toBe('')
  })

  it.each([
    ['elements', '<i>x</i>'.repeat(20_001)],
    ['what is opened again', '<p>' + '<b title=i>'.repeat(400) + '</p>' + '<p>x'.repeat(3000)],
    ['what is opened again in cells', '<b><i><u>'.repeat(50) + `<table>${'<tr><td>x'.repeat(500)}</table>`],
    ['copies', '<b>'.repeat(300) + '<p>'.repeat(300) + '</b></p>'.repeat(800)],
    ['attributes', `<b ${'a '.repeat(1001)}>`],
    ['attributes of other names', `<b ${Array.from({ length: 1001 }, (_, i) => `a${i}`).join('/')}>`],
    ['marks on a letter', 'a' + '\u0301'.repeat(101)],
    ['marks as references', 'a' + '&#x301'.repeat(101)],
    ['turns', 'aع'.repeat(2001)],
    ['text', 'word '.repeat(200_000)],
    ['tags in a drawing’s style', `<svg><style>${'<g>'.repeat(21_000)}</style></svg>`],
  ])('is too much with that many %s', (_, html) => {
    expect(whyHeavy(html)).not.toBe('')
  })

  it('is never more than was counted, whatever tags there are', () => {
    const tags =
      '<p> </p> <b> </b> <i title=a> </i> <a> </a> <div> </div> <table> <tr> <td> </table> <ul> <li> </ul> x <br> <nobr> <h1> </h1> <font> </font> <button> </button>'.split(
        ' ',
      )
    const random = randomly(7)
    for (let round = 0; round < 150; round += 1) {
      const soup = Array.from({ length: 40 }, () => tags[random(tags.length)]).join('')
      const repeated = soup.repeat(3)
      const template = document.createElement('template')
      template.innerHTML = repeated
      const made = template.content.querySelectorAll('*').length
      expect(boundOf(repeated), soup).toBeGreaterThanOrEqual(made)
    }
  })

  it.each([
    ['tags never ended', '<b a '.repeat(20_000)],
    ['quotes', '<b a="'.repeat(50_000)],
    ['both quotes', `<b a='"<b a="'`.repeat(20_000)],
    ['scripts never ended', '<script>'.repeat(20_000)],
    ['slashes', '<b' + '/'.repeat(300_000)],
  ])('takes no time with thousands of %s', (_, html) => {
    const begin = performance.now()
    whyHeavy(html)
    expect(performance.now() - begin).toBeLessThan(1000)
  })
})
