// `innerText` of what is not in view: the browser has not laid it out, and would answer nothing. A script that asks gets
// the text all the same.

/** `want` sees to it that an element is laid out. */
export function alwaysHasInnerText(list: HTMLElement, want: (element: Element) => void): void {
  const own = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'innerText')
  if (!own?.get) return
  const read = own.get
  Object.defineProperty(HTMLElement.prototype, 'innerText', {
    ...own,
    get(this: HTMLElement): unknown {
      if (list.contains(this) || this.contains(list)) want(this)
      return read.call(this)
    },
  })
}
