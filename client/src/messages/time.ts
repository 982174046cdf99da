// Times in words: "just now", "5 minutes ago".

const units: [name: string, seconds: number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** Both in seconds since the epoch. A clock that is behind the server's makes no future. */
export function ago(when: number, now: number): string {
  const passed = now - when
  for (const [name, seconds] of units) {
    const count = Math.floor(passed / seconds)
    if (count >= 1) return `${count} ${name}${count > 1 ? 's' : ''} ago`
  }
  return 'just now'
}

const exactFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' })
const clockFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const dayFormat = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

export const exactTime = (when: number) => exactFormat.format(when * 1000)
export const clockTime = (when: number) => clockFormat.format(when * 1000)

/** The day of a time, as the reader's calendar has it. */
export function dayOf(when: number): string {
  const date = new Date(when * 1000)
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`
}

export function dayName(when: number, now: number): string {
  if (dayOf(when) === dayOf(now)) return 'Today'
  if (dayOf(when) === dayOf(now - 86_400)) return 'Yesterday'
  return dayFormat.format(when * 1000)
}
