// Character references: `&lt;` is `<`. With their semicolon only: "AT&T" and "?a=1&copy=2" are no references.

const reference = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/gi
const known = new Map<string, string>()

/** What a character reference stands for. HTML names more than 2,000: the browser has the list. */
function meaningOf(found: string): string {
  let meaning = known.get(found)
  if (meaning === undefined) {
    const template = document.createElement('template')
    template.innerHTML = found
    meaning = template.content.textContent ?? found
    if (known.size < 1000) known.set(found, meaning)
  }
  return meaning
}

export const unescaped = (text: string) => (text.includes('&') ? text.replace(reference, meaningOf) : text)
