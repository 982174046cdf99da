// The room that an address names.

/** Undefined for an address that names none, such as "/%". */
export function roomNameOf(path: string): string | undefined {
  try {
    return decodeURIComponent(path.slice(1)) || undefined
  } catch {
    return undefined
  }
}
