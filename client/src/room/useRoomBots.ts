// The bots of a room, in order of their ids, as the stream brings them.
import { shallowRef } from 'vue'

import type { Bot } from '../api/types'

/** `fetch` answers all bots that the room has now. */
export function useRoomBots(fetch: () => Promise<Bot[]>) {
  const bots = shallowRef<Bot[]>([])
  /** Known from an earlier connection, and not confirmed by this one. */
  const stale = new Set<number>()

  function put(bot: Bot): void {
    const others = bots.value.filter(({ id }) => id !== bot.id)
    bots.value = [...others, bot].sort((a, b) => a.id - b.id)
    stale.delete(bot.id)
  }

  function remove(id: number): void {
    bots.value = bots.value.filter((bot) => bot.id !== id)
  }

  /** A new connection brings the bots that there are, but not which were deleted meanwhile. */
  async function dropDeleted(): Promise<void> {
    for (const { id } of bots.value) stale.add(id)
    if (stale.size === 0) return
    try {
      const present = new Set((await fetch()).map(({ id }) => id))
      bots.value = bots.value.filter(({ id }) => present.has(id) || !stale.has(id))
      stale.clear()
    } catch {
      // The next connection brings them up to date.
    }
  }

  return { bots, put, remove, dropDeleted }
}
