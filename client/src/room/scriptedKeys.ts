// Scripts send a message as they would on the original's page: they set the field's value, and dispatch Enter, going down
// or going up. A person's key goes down first, so only of a script the second alone counts.

const isEnter = ({ key, keyCode }: KeyboardEvent) => key === 'Enter' || (key === '' && keyCode === 13)

export function isScriptsEnter(event: KeyboardEvent): boolean {
  return !event.isTrusted && isEnter(event) && !event.shiftKey
}
