// What a student set. Key and shape of `settings` are the original's: students' browsers have them.
import { remembered } from './remembered'

export interface Settings {
  open: boolean
  name: string
  speech: boolean
}

export interface Preferences {
  theme: 'system' | 'light' | 'dark'
  /** Show bots' messages without their scripts and styles. */
  plain: boolean
  /** The time of every message to the second, in place of "5 minutes ago". */
  exactTimes: boolean
}

/** Everybody's name until they choose one. */
export const anonymous = 'Anonymous'

/** The same for all of the page. */
export const settings = remembered<Settings>('settings', { open: false, name: anonymous, speech: false })
export const preferences = remembered<Preferences>('necsus-preferences', {
  theme: 'system',
  plain: false,
  exactTimes: false,
})
if (!['system', 'light', 'dark'].includes(preferences.theme)) preferences.theme = 'system'
