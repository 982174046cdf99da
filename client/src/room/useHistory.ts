// What was said before the page was opened, and how much of it is there.
import { ref } from 'vue'

import { HistoryLoader, type Fetch, type HistoryEvents } from '../messages/history'

export function useHistory(fetch: Fetch, events: HistoryEvents) {
  const isLoading = ref(true)
  /** There are older messages, for those who ask. */
  const hasOlder = ref(false)
  const loader = new HistoryLoader(fetch, {
    page(messages) {
      isLoading.value = false
      events.page(messages)
    },
    oldest: events.oldest,
  })

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
      hasOlder.value = await loader.rest()
    },
    async older(): Promise<void> {
      hasOlder.value = false
      hasOlder.value = await loader.older()
    },
    /** The room was cleared: nothing older is there any more. */
    forget(): void {
      loader.abort()
      hasOlder.value = false
    },
  }
}
