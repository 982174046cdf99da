// Patterns that other programs read otherwise than Python does, the first NeCSuS among them: they are valid here too,
// and silently mean something else. (Of what is an error here, the room is told.)

/** What Python has for a POSIX class, as it stands in brackets. */
const posixClasses: Record<string, string> = {
  alpha: 'A-Za-z',
  upper: 'A-Za-z', // upper and lower case are the same to bots
  lower: 'A-Za-z',
  alnum: 'A-Za-z0-9',
  digit: '\\d',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
  space: '\\s',
  blank: ' \\t',
  punct: '!-/:-@\\[-`{-~',
  cntrl: '\\x00-\\x1f\\x7f',
  print: ' -~',
  graph: '!-~',
}

/** `[:alpha:]` or `[:^alpha:]`. */
const posix = /^\[:(\^?)(\w+):\]/

/** As the first NeCSuS allowed mistakes: `{e}`, `{i<=1,e<3}`, `{1<=e<=2}`, `{2i+1s<=4}`, `{s<=1:[a-z]}`. */
const mistakes = String.raw`[idse](?:<=?\d+)?|\d+<=?[idse]<=?\d+|\d*[ids](?:\+\d*[ids])*<=?\d+`
const fuzzy = new RegExp(String.raw`^\{(?:${mistakes})(?:,(?:${mistakes}))*(?::[^}]*)?\}`)

/** `isElement`: it stands within the brackets of a class, as it should. */
function aboutPosix([text, negation, name]: RegExpExecArray, isElement: boolean): string {
  const characters = posixClasses[name!]
  const problem = `${text} is no class in Python: it means any one of these characters.`
  if (!characters) return `${problem} Write in its place the characters that you mean, as in [a-z].`
  if (negation) return `${problem} Write [^${characters}].`
  const forAll = characters.startsWith('A-Z') ? ' For the letters of all alphabets, the whole class is [^\\W\\d_].' : ''
  return `${problem} Write in its place ${isElement ? characters : `[${characters}]`}.${forAll}`
}

const aboutFuzzy = (text: string) =>
  `${text} allows no typing mistakes in Python: it stands for itself. Write the spellings that you expect, as in colou?r.`

/** What its author should know of the first such place in a pattern, or ''. */
export function otherDialect(pattern: string): string {
  let firstElement = -1 // where the elements of the [class] we are in begin; -1 outside of one
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern[at]
    const rest = pattern.slice(at)
    if (letter === '\\') {
      // \N{BULLET} is one character; no other escape has braces.
      const named = /^\\N\{[^}]*\}/.exec(rest)
      at += named ? named[0].length - 1 : 1
    } else if (firstElement >= 0) {
      const element = posix.exec(rest)
      if (element) return aboutPosix(element, true)
      if (letter === ']' && at > firstElement) firstElement = -1
    } else if (letter === '[') {
      const alone = posix.exec(rest)
      if (alone && posixClasses[alone[2]!]) return aboutPosix(alone, false)
      firstElement = pattern[at + 1] === '^' ? at + 2 : at + 1
      at = firstElement - 1
    } else if (letter === '{' && at > 0 && !'(|'.includes(pattern[at - 1]!)) {
      const constraint = fuzzy.exec(rest)
      if (constraint) return aboutFuzzy(constraint[0])
    }
  }
  return ''
}
