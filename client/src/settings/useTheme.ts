// The scheme that was chosen, put where the styles look for it. Without a choice the system decides, by media query.
import { watchEffect } from 'vue'

import { usePreferences } from './useSettings'

export function useTheme(): void {
  const preferences = usePreferences()
  watchEffect(() => {
    const page = document.documentElement
    if (preferences.theme === 'system') delete page.dataset.theme
    else page.dataset.theme = preferences.theme
  })
}
