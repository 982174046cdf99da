// Types one greeting after the other, letter by letter. Stands still when stopped, and for those who asked for less motion.
import { computed, onBeforeUnmount, ref, shallowRef } from 'vue'

import { anotherGreeting } from './greetings'

const betweenLetters = 90
const betweenErasedLetters = 30
const shownFor = 5000

export function useTypedGreeting() {
  const wantsLessMotion = window.matchMedia('(prefers-reduced-motion: reduce)')
  // Shallow: a proxy would not be recognised as the greeting that it is.
  const greeting = shallowRef(anotherGreeting(undefined))
  const length = ref(0)
  const isMoving = ref(false)
  const letters = computed(() => Array.from(greeting.value.text))
  const typed = computed(() => letters.value.slice(0, length.value).join(''))
  let timer: number | undefined

  function after(milliseconds: number, step: () => void) {
    timer = window.setTimeout(step, milliseconds)
  }

  function type() {
    length.value++
    if (length.value < letters.value.length) after(betweenLetters, type)
    else after(Math.max(0, shownFor - letters.value.length * (betweenLetters + betweenErasedLetters)), erase)
  }

  function erase() {
    length.value--
    if (length.value > 0) {
      after(betweenErasedLetters, erase)
    } else {
      greeting.value = anotherGreeting(greeting.value)
      after(betweenLetters, type)
    }
  }

  function stop() {
    window.clearTimeout(timer)
    isMoving.value = false
    length.value = letters.value.length
  }

  function start() {
    window.clearTimeout(timer)
    isMoving.value = true
    if (length.value < letters.value.length) type()
    else erase()
  }

  function follow() {
    if (wantsLessMotion.matches) stop()
    else start()
  }

  wantsLessMotion.addEventListener('change', follow)
  onBeforeUnmount(() => {
    wantsLessMotion.removeEventListener('change', follow)
    window.clearTimeout(timer)
  })
  follow()
  return { greeting, typed, isMoving, start, stop }
}
