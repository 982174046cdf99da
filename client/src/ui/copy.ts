/** Puts a text into the clipboard; false if the browser doesn't let us. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copiedBySelection(text)
  }
}

/** Browsers have a clipboard on secure origins only, and a classroom's server seldom is one. */
function copiedBySelection(text: string): boolean {
  const before = document.activeElement
  const box = document.createElement('textarea')
  box.value = text
  box.readOnly = true
  box.style.cssText = 'position: fixed; top: 0; opacity: 0'
  // In an open dialog nothing outside of it can be selected.
  const place = before?.closest('dialog') ?? document.body
  place.append(box)
  box.select()
  const isCopied = document.execCommand('copy')
  box.remove()
  if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  return isCopied
}
