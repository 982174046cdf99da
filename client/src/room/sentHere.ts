// Which messages were sent from this tab. Kept over a reload.
import { keptInTab } from '../storage'

const most = 500

const isId = (value: unknown): value is number => typeof value === 'number'

export interface SentHere {
  has(id: number): boolean
  add(id: number): void
  forget(): void
}

export function sentHere(room: string): SentHere {
  const kept = keptInTab(`necsus-sent-${room}`)
  let ids = new Set(kept.list(isId))
  return {
    has: (id) => ids.has(id),
    add(id) {
      ids = new Set([...ids, id].slice(-most))
      kept.setList([...ids])
    },
    forget() {
      ids = new Set()
      kept.setList([])
    },
  }
}
