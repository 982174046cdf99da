// What can be said of a bot's URL before the room says it.

const host =
  /^(?:localhost|\[[0-9a-f:.]+\]|[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+|[\p{L}\p{N}-]+(?=:\d))(?::\d+)?(?=[/?#]|$)/iu

/** Without the spaces around it; and what begins with a host gets the http:// that everybody forgets. */
export function tidyUrl(typed: string): string {
  const url = typed.trim()
  return host.test(url) ? `http://${url}` : url
}

/** What to fix in an endpoint URL, or '' if nothing: a bot may have none yet. */
export function urlProblem(url: string): string {
  const text = url.trim()
  if (text === '') return ''
  if (!/^https?:\/\//i.test(text)) return 'Begin the URL with http:// or https://.'
  if (/\s/.test(text)) return 'Remove the space from the URL.'
  try {
    new URL(text)
    return ''
  } catch {
    return 'Write a host after http:// or https://, as in http://localhost:1234/.'
  }
}
