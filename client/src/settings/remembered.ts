// A reactive object that the browser keeps: every change of a field is written at once.
import { reactive, watch } from 'vue'

import { keptInBrowser } from '../storage'

/** Begins with what was kept under `key`; fields that are missing or of another type there are those of `defaults`. */
export function remembered<T extends object>(key: string, defaults: T): T {
  const kept = keptInBrowser(key)
  const state = reactive(kept.fields(defaults)) as T
  watch(state, () => kept.setFields(state), { flush: 'sync' })
  return state
}
