// The rooms that were visited in this browser, newest first. A room's page writes them, the lobby lists them.
import { keptInBrowser } from '../storage'

const kept = keptInBrowser('necsus-recent-rooms')
const most = 8

const isName = (value: unknown): value is string => typeof value === 'string' && value !== ''

export function recentRooms(): string[] {
  return [...new Set(kept.list(isName))].slice(0, most)
}

export function rememberRoom(name: string) {
  if (name === '') return
  kept.setList([name, ...recentRooms().filter((other) => other !== name)].slice(0, most))
}

export function forgetRooms() {
  kept.setList([])
}
