// Runs a composable as a component does; what it listens to ends with the test.
import { onTestFinished } from 'vitest'
import { effectScope } from 'vue'

export function inScope<T>(make: () => T): T {
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  return scope.run(make)!
}
