// What was said before the page was opened, and how much of it is there.
import { ref } from 'vue'

import { HistoryLoader, type Fetch, type HistoryEvents } from '../messages/history'

export function useHistory(fetch: Fetch, events: HistoryEvents) {
  const isLoading = ref(true)
  /** There are older messages, for those who ask. */
  const hasOlder = ref(false)
  const makeLoader = () =>
    new HistoryLoader(fetch, {
      page(messages) {
        isLoading.value = false
        events.page(messages)
      },
      oldest: events.oldest,
    })
  let loader = makeLoader()

  return {
    isLoading,
    hasOlder,
    /** The newest screenful; tried until it is there. */
    async first(): Promise<void> {
      await loader.first()
      isLoading.value = false
    },
    /** All the rest that a room shows by itself. */
    async rest(): Promise<void> {
      const asked = loader
      const has = await asked.rest()
      if (asked === loader) hasOlder.value = has
    },
    async older(): Promise<void> {
      hasOlder.value = false
      hasOlder.value = await loader.older()
    },
    /** What was loaded is not the room's any more. */
    startOver(): void {
      loader.abort()
      loader = makeLoader()
      isLoading.value = true
      hasOlder.value = false
    },
    /** The room was cleared: nothing older is there any more. */
    forget(): void {
      loader.abort()
      hasOlder.value = false
    },
  }
}
