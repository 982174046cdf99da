// The page is as high as what the on-screen keyboard leaves, where the browser does not see to that itself (iOS).
import { onMounted, onUnmounted } from 'vue'

export function useVisibleHeight(): void {
  const viewport = window.visualViewport
  const note = () => {
    document.documentElement.style.setProperty('--visible-height', `${viewport!.height}px`)
  }
  onMounted(() => {
    if (!viewport) return
    note()
    viewport.addEventListener('resize', note)
  })
  onUnmounted(() => viewport?.removeEventListener('resize', note))
}
