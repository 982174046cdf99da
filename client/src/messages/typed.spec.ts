import { describe, expect, it } from 'vitest'

import { typed } from './typed'

const html = (text: string, base: string | null = null) => {
  const box = document.createElement('div')
  const made = typed(text, { base, linksAddresses: true })
  if (!made) return 'folded'
  box.append(made)
  return box.innerHTML
}
const shown = (text: string) => {
  const box = document.createElement('div')
  box.append(typed(text, { base: null, linksAddresses: true })!)
  return box.textContent
}

describe('what a person typed', () => {
  it.each([
    'if a<b: print(a)',
    'if a < b and b > c: print(a)',
    '#include <stdio.h>',
    'List<String> x = new ArrayList<>();',
    'use the <div> tag',
    'use the <b> tag, or <i>',
    '<p> is a paragraph',
    '</b> ends it',
    'print("<hello>")',
    '<form> tags',
    '<form action="/x"><button>press</button></form>',
    '<script>evil()</script>',
    '<!-- comment -->',
    '<!doctype html>',
    '<?php echo 1 ?>',
    '<frameset>',
    '<',
    '<>',
    '</>',
    'a <b and c> d</b>',
    '<a href="javascript:evil()">l</a>',
    '<a href="&#106;avascript:evil()">l</a>',
    '<a href="java&Tab;script&colon;evil()">l</a>',
    '<img src="data&colon;text/html,x">',
    '<a>no link</a>',
    '<img src="javascript:evil()">',
    '<li>no list</li>',
    '<td>no table</td>',
    '<table> tags',
    '<b title="never ends',
    'AT&T &copy &nonsense; &',
    '<svg onload=evil()>',
    '<math><mi>x</mi></math>',
    '<style>b { color: red }</style>',
    '<textarea></textarea>',
    '<b<i>x</b>',
    '<b constructor=x>x</b>',
    '<b __proto__=x>x</b>',
    '<constructor>x</constructor>',
    '<__proto__>',
  ])('is shown as it is: %s', (text) => {
    expect(shown(text)).toBe(text)
  })

  it.each([
    ['<b>bold</b>', '<b>bold</b>'],
    ['<B TITLE=x>bold</B>', '<b title="x">bold</b>'],
    ['<b onclick="evil()" class="x">bold</b>', '<b>bold</b>'],
    ['<b><i>x</b></i>y', '<b><i>x</i></b>y'],
    ['<b>1 <i>2</b>', '<b>1 &lt;i&gt;2</b>'],
    ['<div><p>one<p>two</div>', '<div><p>one</p><p>two</p></div>'],
    ['<p>one<p>two', '<p>one</p><p>two</p>'],
    ['<ul>\n<li>one\n<li>two</ul>', '<ul><li>one\n</li><li>two</li></ul>'],
    ['<ul><li>a<ul><li>b</ul><li>c</ul>', '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>'],
    ['<ul><li>one', '&lt;ul&gt;&lt;li&gt;one'],
    [
      '<table><tr><td>1<td colspan=2>2<tr><th>3</table>',
      '<table><tbody><tr><td>1</td><td colspan="2">2</td></tr></tbody><tbody><tr><th>3</th></tr></tbody></table>',
    ],
    ['one<br>two<hr/>', 'one<br>two<hr>'],
    ['&lt;b&gt; &amp; &eacute;&#33;', '&lt;b&gt; &amp; é!'],
    ['<a href="https://x.test/?a=1&amp;b=2">l</a>', '<a href="https://x.test/?a=1&amp;b=2">l</a>'],
    ['<code>if a<b: f("<i>")</code>', '<code>if a&lt;b: f("&lt;i&gt;")</code>'],
    [
      '<img src="https://x.test/a.png" onerror="evil()" alt=A>',
      '<img loading="lazy" src="https://x.test/a.png" alt="A">',
    ],
    ['<td rowspan=65534>', '&lt;td rowspan=65534&gt;'],
    ['<details open><summary>s</summary>d</details>', '<details open=""><summary>s</summary>d</details>'],
  ])('is harmless HTML: %s', (text, expected) => {
    expect(html(text)).toBe(expected)
  })

  it.each([
    ['see https://x.test/a_(b), please.', 'https://x.test/a_(b)'],
    ['(https://x.test/a)', 'https://x.test/a'],
    ['http://localhost:5000/x?y=1#z!', 'http://localhost:5000/x?y=1#z'],
    ['www.example.org.', 'https://www.example.org/'],
    ['HTTPS://X.test', 'https://x.test/'],
  ])('has links where addresses were typed: %s', (text, href) => {
    const box = document.createElement('div')
    box.append(typed(text, { base: null, linksAddresses: true })!)
    expect([...box.querySelectorAll('a')].map((link) => link.href.replace(/(?<=test)$/, '/'))).toEqual([href])
    expect(box.textContent).toBe(text)
  })

  it.each(['xhttp://a.test', 'http://', 'www.', '<code>http://a.test</code>', 'me@www.test.org', 'javascript:http'])(
    'has no link in %s',
    (text) => {
      expect(html(text)).not.toContain('<a')
    },
  )

  it('finds addresses against its base', () => {
    expect(html('<a href="x">l</a>', 'http://b.test/bot')).toBe('<a href="http://b.test/x">l</a>')
  })

  it.each([
    ['64 KB', 'x'.repeat(65_537)],
    ['5,000 elements', '<br>'.repeat(5001)],
    ['a hundred marks on a letter', 'a' + '\u0301'.repeat(101)],
    ['a hundred marks written as references', 'a' + '&#769;'.repeat(101)],
    ['thousands of isolates', '\u2067x\u2069'.repeat(2001)],
    ['thousands of turns', 'aع'.repeat(2001)],
    ['thousands of turns written as references', '&#8295;x&#8297;'.repeat(2001)],
    ['a hundred joined', '👩\u200d'.repeat(101)],
    ['100 levels', '<b>'.repeat(101) + '</b>'.repeat(101)],
  ])('is folded with more than %s', (_, text) => {
    expect(html(text)).toBe('folded')
  })

  it('is not folded with that much', () => {
    expect(html('Z̀a̴l̵g̶o̸ '.repeat(500))).not.toBe('folded')
    expect(html('שלום עולם, 3 '.repeat(3000))).not.toBe('folded')
    expect(html('👩\u200d👩\u200d👧'.repeat(50))).not.toBe('folded')
    expect(html('<br>'.repeat(5000))).not.toBe('folded')
    expect(html('<b>'.repeat(100) + '</b>'.repeat(100))).not.toBe('folded')
  })

  it.each([
    ['reopened elements', '<p>' + '<b title=i>'.repeat(400) + '</p>' + '<p>x'.repeat(3000)],
    ['open tags', '<i>'.repeat(20_000)],
    ['attributes', '<b ' + 'a '.repeat(25_000) + '>x</b>'],
    ['quotes', '<b a="'.repeat(10_000)],
    ['two quotes', `<b a='"<b a="'`.repeat(5000)],
    ['ends', '</b>'.repeat(16_000)],
    ['half ends', '<b><i></b>'.repeat(6500)],
    ['slashes', '<b' + '/'.repeat(60_000)],
    ['lists', '<ul><li>'.repeat(8000)],
    ['references', '&amp;'.repeat(13_000)],
    ['brackets behind an address', 'http://x.test/' + ')'.repeat(60_000)],
    ['addresses', 'http://x.test/ '.repeat(4000)],
    ['addresses in one', 'http://'.repeat(9000)],
    ['tags never ended', '<b a '.repeat(13_000)],
  ])('takes no time with thousands of %s', (_, text) => {
    const begin = performance.now()
    typed(text, { base: null, linksAddresses: true })
    expect(performance.now() - begin).toBeLessThan(1000)
  })
})
