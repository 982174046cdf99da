// Messages that are little to send and much to lay out, were they taken at their word.
const times = (count: number, text: string) => text.repeat(count)
const numbered = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join('')

export interface Heavy {
  name: string
  kind: 'user' | 'bot'
  text: string
}

const texts: Record<string, string> = {
  'elements that are opened again in each paragraph': '<p>' + times(400, '<b title=i>') + '</p>' + times(3000, '<p>x'),
  'different elements opened again': '<p>' + numbered(300, (i) => `<font size=${i}>`) + '</p>' + times(4000, '<p>x'),
  'links opened again in cells': times(300, '<a href=x><b>') + '<table>' + times(2000, '<tr><td>x') + '</table>',
  'copies of what ends out of place': times(500, '<b>') + times(500, '<p>') + times(900, '</b></p>'),
  '300 KB of open tags': times(100_000, '<i>'),
  'open and closed tags': times(50_000, '<i></i>'),
  'nesting a thousand deep': times(1000, '<div>') + 'x' + times(1000, '</div>'),
  'nesting of 100,000': times(100_000, '<b>'),
  'nested lists': times(3000, '<ul><li>') + 'x',
  'nested tables': times(2000, '<table><tr><td>') + 'x',
  'nested quotes': times(5000, '<blockquote>') + times(5000, '</blockquote>'),
  '50,000 attributes': '<b ' + numbered(50_000, (i) => `a${i} `) + '>x</b>',
  'the same attribute': '<b ' + times(100_000, 'a ') + '>x</b>',
  'a megabyte of words': times(200_000, 'word '),
  'a megabyte without a break': times(1_000_000, 'x'),
  'a megabyte of lines': times(500_000, 'x\n'),
  'a megabyte of spaces': times(1_000_000, ' '),
  'combining marks': 'a' + times(300_000, '\u0301'),
  '60,000 combining marks': 'a' + times(60_000, '\u0301'),
  'marks as references': 'a' + times(9000, '&#769;'),
  'emoji joined': times(80_000, '👩\u200d'),
  'right to left overrides': times(200_000, '\u202ex'),
  'bidi isolates': times(100_000, '\u2067x\u2069'),
  '60 KB of bidi isolates': times(20_000, '\u2067x\u2069'),
  'isolates as references': times(4000, '&#8295;x&#8297;'),
  '60 KB of turns': times(20_000, 'aع新'),
  'scripts of many kinds': times(100_000, 'aع新'),
  'line breaks': times(100_000, '<br>'),
  rules: times(100_000, '<hr>'),
  'a table of 30,000 cells': '<table>' + times(10_000, '<tr><td>1<td>2<td>3') + '</table>',
  'cells that span': '<table>' + times(1000, '<tr>' + times(10, '<td colspan=1000 rowspan=65534>x')) + '</table>',
  'list items': '<ul>' + times(60_000, '<li>x') + '</ul>',
  paragraphs: times(60_000, '<p>x'),
  headings: times(30_000, '<h1>x</h1>'),
  'quotes that never end': times(50_000, '<b a="'),
  'both quotes': times(40_000, `<b a='"<b a="'`),
  'tags that never end': times(80_000, '<b a '),
  'ends without a beginning': times(100_000, '</b>'),
  'ends out of place': times(40_000, '<b><i></b>'),
  comments: times(80_000, '<!-- x -->'),
  'comments that never end': times(80_000, '<!--'),
  'character references': times(150_000, '&amp;'),
  'references that are none': times(200_000, '&a;'),
  addresses: times(60_000, 'http://x.test/ '),
  'brackets behind an address': 'http://x.test/' + times(900_000, ')'),
  'an address of 900 KB': 'http://x.test/' + times(900_000, 'a'),
  'slashes in a tag': '<b' + times(900_000, '/') + '>',
  fonts: times(20_000, '<font color=red>x</font>'),
  ruby: times(20_000, '<ruby>x<rt>y</rt></ruby>'),
  details: times(10_000, '<details><summary>x</summary>y</details>'),
  '60 KB of details': times(1600, '<details><summary>x</summary>y</details>'),
  'preformatted text': times(20_000, '<pre>x</pre>'),
}

/** Only a bot's. */
const ofBots: Record<string, string> = {
  drawings: '<svg>' + times(60_000, '<path d="M0 0"/>') + '</svg>',
  'styles in drawings': '<svg><style>' + times(60_000, '<g>') + '</style></svg>',
  frames: times(2000, '<iframe></iframe>'),
  fields: times(15_000, '<input>'),
  players: times(3000, '<video controls></video>'),
  choices: times(9000, '<select><option>x</select>'),
  buttons: times(30_000, '<button>x</button>'),
}

const all = (kind: Heavy['kind'], table: Record<string, string>): Heavy[] =>
  Object.entries(table).map(([name, text]) => ({ name, kind, text }))

export const heavy: Heavy[] = [...all('user', texts), ...all('bot', { ...texts, ...ofBots })]
