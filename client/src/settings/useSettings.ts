// What a student set, kept in the browser. Key and shape of `settings` are the original's: students' browsers have them.
import { reactive, watch } from 'vue'

export interface Settings {
  open: boolean
  name: string
  speech: boolean
}

export interface Preferences {
  theme: 'system' | 'light' | 'dark'
  /** Show bots' messages without their scripts and styles. */
  plain: boolean
}

function stored<T extends object>(key: string, defaults: T): T {
  let found: Partial<Record<string, unknown>> = {}
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    if (typeof parsed === 'object' && parsed !== null) found = parsed as typeof found
  } catch {
    // Unreadable, or no storage at all: the defaults.
  }
  const entries = Object.entries(defaults).map(([name, value]) => {
    const kept = found[name]
    return [name, typeof kept === typeof value ? kept : value]
  })
  return Object.fromEntries(entries) as T
}

function remembered<T extends object>(key: string, defaults: T): T {
  const state = reactive(stored(key, defaults)) as T
  watch(
    () => JSON.stringify(state),
    (text) => {
      try {
        localStorage.setItem(key, text)
      } catch {
        // Storage is full or forbidden: it lasts until the page is left.
      }
    },
    { flush: 'sync' },
  )
  return state
}

let settings: Settings | undefined
let preferences: Preferences | undefined

export function useSettings(): Settings {
  settings ??= remembered<Settings>('settings', { open: false, name: 'Anonymous', speech: false })
  return settings
}

export function usePreferences(): Preferences {
  if (!preferences) {
    preferences = remembered<Preferences>('necsus-preferences', { theme: 'system', plain: false })
    if (!['system', 'light', 'dark'].includes(preferences.theme)) preferences.theme = 'system'
  }
  return preferences
}
