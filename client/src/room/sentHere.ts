// Which messages were sent from this tab. Kept over a reload.
const kept = 500

export function sentHere(room: string): { has(id: number): boolean; add(id: number): void } {
  const key = `necsus-sent-${room}`
  let ids = new Set<number>()
  try {
    ids = new Set(JSON.parse(sessionStorage.getItem(key) ?? '[]') as number[])
  } catch {
    // Unreadable or forbidden: they count as others'.
  }
  return {
    has: (id) => ids.has(id),
    add(id) {
      ids = new Set([...ids, id].slice(-kept))
      try {
        sessionStorage.setItem(key, JSON.stringify([...ids]))
      } catch {
        // Full or forbidden: it lasts as long as the page.
      }
    },
  }
}
