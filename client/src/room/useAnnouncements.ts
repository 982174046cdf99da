// New messages of others, read out by screen readers one by one, and aloud by those who want that.
import { ref } from 'vue'

import type { Message } from '../api/types'
import { isolatedName } from '../messages/author'

/** The last few are enough: a screen reader has read the others. */
const most = 5

export function useAnnouncements() {
  /** Each message once, even of the same words. */
  const announcements = ref<{ id: number; text: string }[]>([])
  return {
    announcements,
    announce({ id, author }: Message, text: string): void {
      announcements.value = [...announcements.value, { id, text: `${isolatedName(author)}: ${text}` }].slice(-most)
    },
  }
}
