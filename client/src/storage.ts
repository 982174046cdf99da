// What the browser keeps for us: for good, or for as long as the tab. Storage can be forbidden or full, and can hold what
// another version left there: what is read is only what fits, and what can't be written lasts as long as the page.

/** One entry of the browser's storage. Nothing here throws. */
export class Kept {
  constructor(
    /** Asked each time: where storage is forbidden, naming it throws. */
    private readonly area: () => Storage,
    private readonly key: string,
  ) {}

  /** '' if there is none. */
  text(): string {
    try {
      return this.area().getItem(this.key) ?? ''
    } catch {
      return ''
    }
  }

  /** '' removes the entry. */
  setText(text: string): void {
    try {
      if (text) this.area().setItem(this.key, text)
      else this.area().removeItem(this.key)
    } catch {
      // Full or forbidden.
    }
  }

  /** The list's entries of that kind; none if there is no list. */
  list<T>(isEntry: (value: unknown) => value is T): T[] {
    const found = this.json()
    return Array.isArray(found) ? found.filter(isEntry) : []
  }

  /** An empty list removes the entry. */
  setList(list: readonly unknown[]): void {
    this.setText(list.length > 0 ? JSON.stringify(list) : '')
  }

  /** The defaults, and in their place the object's fields of the same name and type. */
  fields<T extends object>(defaults: T): T {
    const found = (this.json() ?? {}) as Partial<Record<string, unknown>>
    const entries = Object.entries(defaults).map(([name, value]) => {
      const kept = found[name]
      return [name, typeof kept === typeof value ? kept : value]
    })
    return Object.fromEntries(entries) as T
  }

  setFields(fields: object): void {
    this.setText(JSON.stringify(fields))
  }

  private json(): unknown {
    try {
      return JSON.parse(this.text())
    } catch {
      return undefined
    }
  }
}

export const keptInBrowser = (key: string) => new Kept(() => localStorage, key)
export const keptInTab = (key: string) => new Kept(() => sessionStorage, key)
