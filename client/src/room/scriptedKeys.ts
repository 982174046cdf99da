// Scripts send a message as they would on the original's page: they set the field's value, and dispatch Enter, going down
// or going up. A person's key goes down first, so only of a script the second alone counts.

const isEnter = ({ key, keyCode }: KeyboardEvent) => key === 'Enter' || (key === '' && keyCode === 13)

/** Not the Enter that ends an input method's composition, nor one that a modifier makes something else of. */
export function isScriptsEnter(event: KeyboardEvent): boolean {
  const { isTrusted, isComposing, keyCode, shiftKey, ctrlKey, altKey, metaKey } = event
  if (isTrusted || isComposing || keyCode === 229) return false
  return isEnter(event) && !shiftKey && !ctrlKey && !altKey && !metaKey
}
