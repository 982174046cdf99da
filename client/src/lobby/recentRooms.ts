// The rooms that were visited in this browser, newest first. A room's page writes them, the lobby lists them.
const key = 'necsus-recent-rooms'
const most = 8

export function recentRooms(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    if (!Array.isArray(stored)) return []
    const names = stored.filter((name): name is string => typeof name === 'string' && name !== '')
    return [...new Set(names)].slice(0, most)
  } catch {
    // Unreadable, or no storage at all: nothing to list.
    return []
  }
}

function store(names: string[]) {
  try {
    localStorage.setItem(key, JSON.stringify(names.slice(0, most)))
  } catch {
    // Storage is full or forbidden: the list is a convenience.
  }
}

export function rememberRoom(name: string) {
  if (name === '') return
  store([name, ...recentRooms().filter((other) => other !== name)])
}

export function forgetRooms() {
  store([])
}
