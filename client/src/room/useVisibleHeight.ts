// The page is as high as what the on-screen keyboard leaves, where the browser does not see to that itself (iOS).
import { onMounted, onUnmounted } from 'vue'

export function useVisibleHeight(): void {
  const viewport = window.visualViewport
  // Who zooms in sees less of the page, but the page is as large.
  const note = () => {
    document.documentElement.style.setProperty('--visible-height', `${viewport!.height * viewport!.scale}px`)
  }
  onMounted(() => {
    if (!viewport) return
    note()
    viewport.addEventListener('resize', note)
  })
  onUnmounted(() => viewport?.removeEventListener('resize', note))
}
