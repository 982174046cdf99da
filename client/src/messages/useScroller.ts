// Keeps the newest message in view as long as its reader is at the end, and leaves the view alone when not.
import { ref, watch, type Ref } from 'vue'

import { cardsIn, chunkBoxes } from './chunks'

/** Nearer to the end than this is at the end. */
const tolerance = 40
/** A wheel or a finger scrolls on for a while. */
const momentum = 500
const acts = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const

/** `box` scrolls; without one there is nothing to do yet. `content` is what grows in it. */
export function useScroller(box: Readonly<Ref<HTMLElement | null>>, content: readonly HTMLElement[]) {
  const isAtEnd = ref(true)
  let lastTop = 0
  let lastHeight = 0
  let lastAct = -momentum

  function note(element: HTMLElement): void {
    lastTop = element.scrollTop
    lastHeight = element.scrollHeight
  }

  /** At the end the browser must not hold on to something else: that would look as if the reader had scrolled. */
  function anchor(element: HTMLElement): void {
    element.style.overflowAnchor = isAtEnd.value ? 'none' : 'auto'
  }

  function pin(isPinned: boolean): void {
    if (isAtEnd.value === isPinned) return
    isAtEnd.value = isPinned
    if (box.value) anchor(box.value)
  }

  /** To the end, if that is where the reader was. */
  function follow(): void {
    if (!box.value || !isAtEnd.value) return
    box.value.scrollTop = box.value.scrollHeight
    note(box.value)
  }

  function toEnd(): void {
    pin(true)
    follow()
  }

  /** To what is further down, out of view. False if it isn't. */
  function goDownTo(element: HTMLElement): boolean {
    if (!box.value) return false
    const view = box.value.getBoundingClientRect()
    if (element.getBoundingClientRect().top < view.bottom) return false
    element.scrollIntoView({ block: 'start' })
    note(box.value)
    return true
  }

  /** Does what changes something above the view, and leaves the view where it is. */
  function keepView(change: () => void): void {
    const element = box.value
    if (!element || isAtEnd.value) {
      change()
      follow()
      return
    }
    const top = element.getBoundingClientRect().top
    const isSeen = (part: Element) => part.getBoundingClientRect().bottom > top
    // First the chunk: to measure all cards would lay out what is not in view.
    const chunk = content.flatMap(chunkBoxes).find(isSeen)
    const held = chunk && cardsIn(chunk).find(isSeen)
    const before = held?.getBoundingClientRect().top ?? 0
    change()
    // Chrome may have kept it already; at the very top no browser does.
    const moved = (held?.getBoundingClientRect().top ?? 0) - before
    if (moved !== 0) element.scrollTop += moved
    note(element)
  }

  const acted = (): void => {
    lastAct = performance.now()
  }

  function scrolled(element: HTMLElement): void {
    const { scrollTop, scrollHeight, clientHeight } = element
    const isNearEnd = scrollHeight - scrollTop - clientHeight < tolerance
    // What comes in below moves the end away, and what shrinks moves the view up: that is not the reader's doing.
    const isReaders = scrollHeight === lastHeight || performance.now() - lastAct < momentum
    if (isNearEnd) pin(true)
    else if (scrollTop < lastTop - 1 && isReaders) pin(false)
    note(element)
  }

  watch(
    box,
    (element, _, onCleanup) => {
      if (!element) return
      // Late images, fonts, opened states, the on-screen keyboard: whatever changes a height.
      const observer = new ResizeObserver(follow)
      for (const observed of [element, ...content]) observer.observe(observed)
      const listening = new AbortController()
      const options = { passive: true, signal: listening.signal }
      element.addEventListener('scroll', () => scrolled(element), options)
      for (const act of acts) element.addEventListener(act, acted, options)
      anchor(element)
      onCleanup(() => {
        observer.disconnect()
        listening.abort()
      })
    },
    { immediate: true, flush: 'sync' },
  )

  return { isAtEnd, follow, toEnd, goDownTo, keepView }
}
