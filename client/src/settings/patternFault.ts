// Where a pattern goes wrong, in Python's words: the server is asked, which alone knows what a pattern may say.
import { onScopeDispose, ref, watch, type Ref } from 'vue'

import { testPattern } from '../api/http'
import { whenTaken } from '../api/patience'

export interface PatternFault {
  message: string
  /** The character at which it goes wrong, counted from 0; null if it is the pattern as a whole. */
  position: number | null
}

/** While somebody types. */
const pause = 250
const mostKept = 500

/** What the server said of a pattern stays true: thirty bots with the same one are one question. */
const verdicts = new Map<string, Promise<PatternFault | null>>()

async function asked(pattern: string): Promise<PatternFault | null> {
  try {
    return (
      await whenTaken(
        () => testPattern(pattern, ''),
        () => undefined,
      )
    ).error
  } catch (error) {
    verdicts.delete(pattern) // another time perhaps
    throw error
  }
}

/** Letters, digits and blanks mean themselves. */
const isPlain = (pattern: string) => /^[\p{L}\p{N} ]*$/u.test(pattern)

export function faultOf(pattern: string): Promise<PatternFault | null> {
  if (isPlain(pattern)) return Promise.resolve(null)
  let verdict = verdicts.get(pattern)
  if (!verdict) {
    if (verdicts.size >= mostKept) verdicts.clear()
    verdict = asked(pattern)
    verdicts.set(pattern, verdict)
  }
  return verdict
}

/** Follows the pattern; null while it is good, or nobody knows. */
export function usePatternFault(pattern: () => string): Readonly<Ref<PatternFault | null>> {
  const fault = ref<PatternFault | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let latest = 0

  async function ask(text: string): Promise<void> {
    const turn = ++latest
    const found = await faultOf(text).catch(() => null)
    if (turn === latest) fault.value = found
  }

  watch(
    pattern,
    (text, before) => {
      clearTimeout(timer)
      latest += 1 // what was asked before is about another text
      if (before === undefined) return void ask(text)
      timer = setTimeout(() => void ask(text), pause)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return fault
}

/** The pattern cut at that character: before it, the character itself ('' at the end), after it. */
export function around(pattern: string, position: number): [string, string, string] {
  const characters = Array.from(pattern) // as Python counts them
  return [characters.slice(0, position).join(''), characters[position] ?? '', characters.slice(position + 1).join('')]
}
