// The tab's title: the room, unless lecture mode hides it, and how many messages came while nobody looked.
import { watchEffect } from 'vue'

export function useTitle(room: () => string, unread: () => number): void {
  watchEffect(() => {
    const title = room() ? `NeCSuS | ${room()}` : 'NeCSuS'
    document.title = unread() > 0 ? `(${unread()}) ${title}` : title
  })
}
