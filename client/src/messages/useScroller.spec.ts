import { beforeEach, describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'

import { inScope } from '../../tests/support/unit/inScope'
import { chunkBoxes, Chunks } from './chunks'
import { element } from './element'
import { useScroller } from './useScroller'

/** jsdom lays nothing out: a box of 100 pixels whose content is as high as a test says. */
function boxOf(height: number) {
  const box = document.createElement('div')
  let top = 0
  Object.defineProperties(box, {
    clientHeight: { get: () => 100 },
    scrollHeight: { get: () => height },
    scrollTop: { get: () => top, set: (value: number) => (top = Math.max(0, Math.min(value, height - 100))) },
  })
  return {
    box,
    grow: (to: number) => {
      height = to
    },
    /** As a reader does it, or as the browser does when the content changes. */
    scroll(to: number, isReader: boolean) {
      if (isReader) box.dispatchEvent(new Event('wheel'))
      box.scrollTop = to
      box.dispatchEvent(new Event('scroll'))
    },
  }
}

let resized: (() => void)[] = []
const disconnect = vi.fn()

beforeEach(() => {
  resized = []
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(callback: () => void) {
        resized.push(callback)
      }
      observe = vi.fn()
      disconnect = disconnect
    },
  )
  return () => vi.unstubAllGlobals()
})

function scrollerOf(height: number) {
  const made = boxOf(height)
  const box = shallowRef<HTMLElement | null>(made.box)
  const list = document.createElement('div')
  return { ...made, list, place: box, scroller: inScope(() => useScroller(box, [list])) }
}

describe('the scroller', () => {
  it('does without a box: then there is nothing to scroll', () => {
    const change = vi.fn()
    const { isAtEnd, follow, toEnd, keepView } = inScope(() => useScroller(shallowRef(null), []))
    follow()
    toEnd()
    keepView(change)
    expect(change).toHaveBeenCalledTimes(1)
    expect(isAtEnd.value).toBe(true)
  })

  it('follows what comes in below, and what grows late, while its reader is at the end', () => {
    const { box, grow, scroller } = scrollerOf(500)
    scroller.follow()
    expect(box.scrollTop).toBe(400)
    grow(600)
    scroller.follow()
    expect(box.scrollTop).toBe(500)
    grow(700)
    resized[0]!()
    expect(box.scrollTop).toBe(600)
  })

  it('leaves the view alone when its reader has scrolled up, until they come back', () => {
    const { box, grow, scroll, scroller } = scrollerOf(500)
    scroller.follow()
    scroll(200, true)
    expect(scroller.isAtEnd.value).toBe(false)
    grow(600)
    scroller.follow()
    expect(box.scrollTop).toBe(200)
    scroll(480, true)
    expect(scroller.isAtEnd.value).toBe(true)
    scroller.follow()
    expect(box.scrollTop).toBe(500)
  })

  it('is not misled by a view that moves because the content changed', () => {
    vi.spyOn(performance, 'now').mockReturnValue(10_000)
    const { box, grow, scroll, scroller } = scrollerOf(500)
    scroller.follow()
    grow(400)
    scroll(250, false)
    expect(scroller.isAtEnd.value).toBe(true)
    scroller.follow()
    expect(box.scrollTop).toBe(300)
  })

  it('goes to the end when it is asked to', () => {
    const { box, scroll, scroller } = scrollerOf(500)
    scroller.follow()
    scroll(0, true)
    scroller.toEnd()
    expect(box.scrollTop).toBe(400)
    expect(scroller.isAtEnd.value).toBe(true)
  })

  it('lets the browser hold on to what is in view only while its reader is not at the end', () => {
    const { box, scroll, scroller } = scrollerOf(500)
    expect(box.style.overflowAnchor).toBe('none')
    scroller.follow()
    scroll(0, true)
    expect(box.style.overflowAnchor).toBe('auto')
  })

  it('keeps what is in view where it is when something is put above it', () => {
    const { box, list, grow, scroll, scroller } = scrollerOf(500)
    const chunks = new Chunks(list)
    const card = element('div', 'message-card')
    chunks.putLast(card)
    list.append(card)
    let shift = 0
    for (const part of [card, ...chunkBoxes(list)]) {
      part.getBoundingClientRect = () => ({ top: 20 + shift, bottom: 60 + shift }) as DOMRect
    }
    box.getBoundingClientRect = () => ({ top: 0 }) as DOMRect
    scroller.follow()
    scroll(100, true)
    scroller.keepView(() => {
      grow(800)
      shift = 300
    })
    expect(box.scrollTop).toBe(400)
  })

  it('lets go of a box that is gone', () => {
    const { box, place, scroll, scroller } = scrollerOf(500)
    scroller.follow()
    disconnect.mockClear()
    place.value = null
    expect(disconnect).toHaveBeenCalledTimes(1)
    scroll(0, true)
    expect(scroller.isAtEnd.value).toBe(true)
    scroller.follow()
    expect(box.scrollTop).toBe(0)
  })
})
