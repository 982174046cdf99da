// A room's address and its name: one from the other, and which names cannot have an address.

/** The server takes request lines of up to 8 KiB. */
const longestAddress = 8000

const reserved = /^(docs$|(docs|client|api|ws)\/)/

/**
 * Why no address leads to this room, or '' if one does. Encoding helps none of these: the server decodes a path before it
 * looks what is there, and a browser takes "%2E" for a dot.
 */
export function whyUnreachable(name: string): string {
  if (name.trim() === '') return 'A room needs a name.'
  if (name === '.' || name === '..') return 'Browsers drop a name of only dots from an address. Please add a letter.'
  const first = reserved.exec(name)?.[0]
  if (first) {
    const kept = first.endsWith('/') ? `Names that begin with “${first}” are` : `The name “${name}” is`
    return `${kept} kept for the server itself. Please choose another.`
  }
  try {
    if (encodeURIComponent(name).length > longestAddress) return 'This name is too long for an address.'
  } catch {
    return 'This name holds half a character, which no address can hold.'
  }
  return ''
}

export function roomAddress(name: string): string {
  return '/' + encodeURIComponent(name)
}

/** Undefined for an address that names no room, such as "/%". */
export function roomNameOf(path: string): string | undefined {
  try {
    return decodeURIComponent(path.slice(1)) || undefined
  } catch {
    return undefined
  }
}
