// A button that moves between the press and the release of the mouse gets no click: so nothing moves until it is released.
import { ref, shallowRef, watch, type Ref } from 'vue'

const pressed = ref(false)

function press(): void {
  pressed.value = true
}

/** The click comes in the same task as the release: after it. */
function release(): void {
  setTimeout(() => (pressed.value = false))
}

addEventListener('pointerdown', press, true)
addEventListener('pointerup', release, true)
addEventListener('pointercancel', release, true)
addEventListener('blur', release)

/** Follows `value`, but for while the mouse or a finger is down: then it stays what it was. */
export function whileReleased<T>(value: () => T): Readonly<Ref<T>> {
  const shown = shallowRef(value())
  const follow = () => {
    if (!pressed.value) shown.value = value()
  }
  watch([value, pressed], follow, { flush: 'sync' })
  return shown
}

/** Does it at once; or when what is pressed now has been released, and clicked. */
export function onceReleased(what: () => void): void {
  if (!pressed.value) return what()
  const stop = watch(pressed, () => {
    stop()
    what()
  })
}
