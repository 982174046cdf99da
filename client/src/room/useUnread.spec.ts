import { describe, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'

import { inScope } from '../../tests/support/unit/inScope'
import { useUnread } from './useUnread'

function setVisible(isVisible: boolean): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(isVisible ? 'visible' : 'hidden')
  document.dispatchEvent(new Event('visibilitychange'))
}

function unreadWith({ atEnd = true, visible = true } = {}) {
  const isAtEnd = ref(atEnd)
  const showLine = vi.fn()
  setVisible(visible)
  return { isAtEnd, showLine, ...inScope(() => useUnread(showLine, isAtEnd)) }
}

describe('what came while nobody looked', () => {
  it('is nothing while one looks', () => {
    const { came, below, hidden, showLine } = unreadWith()
    came(1)
    expect([below.value, hidden.value]).toEqual([0, 0])
    expect(showLine).not.toHaveBeenCalled()
  })

  it('is counted while the view is scrolled up, with a line above the first, until one is at the end', async () => {
    const { isAtEnd, came, below, hidden, showLine } = unreadWith({ atEnd: false })
    came(1)
    came(2)
    expect([below.value, hidden.value]).toEqual([2, 0])
    expect(showLine.mock.calls).toEqual([[1]])
    isAtEnd.value = true
    await nextTick()
    expect(below.value).toBe(0)
  })

  it('is counted while the tab is hidden, until it is shown', () => {
    const { came, below, hidden, showLine } = unreadWith({ visible: false })
    came(1)
    came(2)
    expect([below.value, hidden.value]).toEqual([0, 2])
    expect(showLine.mock.calls).toEqual([[1]])
    setVisible(true)
    expect(hidden.value).toBe(0)
  })

  it('has a new line for what comes after the rest was read', () => {
    const { came, showLine } = unreadWith({ visible: false })
    came(1)
    setVisible(true)
    setVisible(false)
    came(2)
    expect(showLine.mock.calls).toEqual([[1], [2]])
  })

  it('has no line any more once it is cleared', () => {
    const { came, clear, below, showLine } = unreadWith({ atEnd: false })
    came(1)
    clear()
    expect(below.value).toBe(0)
    expect(showLine).toHaveBeenLastCalledWith(undefined)
    came(2)
    expect(showLine).toHaveBeenLastCalledWith(2)
  })
})
