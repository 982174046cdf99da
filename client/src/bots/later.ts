// What a bot's code asks the browser to do later is still that bot's code: timers, frames, listeners. Of a file of another
// site the browser would tell nobody but the console what was thrown there.
import { report } from './failures'
import { asOwner, currentOwner, type Owner } from './owners'

type Callback = (this: unknown, ...given: unknown[]) => unknown

function guarded(owner: Owner, callback: Callback): Callback {
  return function (...given) {
    return asOwner(owner, () => {
      try {
        return callback.apply(this, given)
      } catch (error) {
        report(owner, error)
        throw error
      }
    })
  }
}

const timers = ['setTimeout', 'setInterval', 'requestAnimationFrame', 'requestIdleCallback', 'queueMicrotask'] as const

function guardTimers(): void {
  const page = window as unknown as Record<string, Callback | undefined>
  for (const name of timers) {
    const native = page[name]
    if (!native) continue
    page[name] = function (task, ...given) {
      const owner = currentOwner()
      return native.call(window, owner ? guarded(owner, callbackOf(task)) : task, ...given)
    }
  }
}

/** A timer may be given as text, which is run as global code. */
const callbackOf = (task: unknown): Callback =>
  typeof task === 'function' ? (task as Callback) : () => (0, eval)(String(task)) as unknown

/** The same for the same listener, so that adding it twice is adding it once, and it can be removed. */
const guards = new WeakMap<object, Callback>()

function guardListeners(): void {
  const { addEventListener, removeEventListener } = EventTarget.prototype
  EventTarget.prototype.addEventListener = function (kind, listener, options) {
    const owner = listener ? currentOwner() : undefined
    if (!listener || !owner) return addEventListener.call(this, kind, listener, options)
    let guard = guards.get(listener)
    if (!guard) {
      guard = guarded(owner, function (event) {
        return typeof listener === 'function'
          ? listener.call(this as EventTarget, event as Event)
          : listener.handleEvent(event as Event)
      })
      guards.set(listener, guard)
    }
    addEventListener.call(this, kind, guard as EventListener, options)
  }
  EventTarget.prototype.removeEventListener = function (kind, listener, options) {
    const guard = listener && guards.get(listener)
    if (guard) removeEventListener.call(this, kind, guard as EventListener, options)
    removeEventListener.call(this, kind, listener, options)
  }
}

export function guardWhatComesLater(): void {
  guardTimers()
  guardListeners()
}
