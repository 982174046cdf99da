// The scheme that was chosen, put where the styles look for it. Without a choice the system decides, by media query.
import { watchEffect } from 'vue'

import { preferences } from './settings'

export function useTheme(): void {
  watchEffect(() => {
    const page = document.documentElement
    if (preferences.theme === 'system') delete page.dataset.theme
    else page.dataset.theme = preferences.theme
  })
}
