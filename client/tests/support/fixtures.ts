// A server for each worker of the test runner, a room of its own for each test, and what may stand around them.
import { test as base } from '@playwright/test'

import { HttpBot } from './httpBot'
import type { Running } from './program'
import { Proxy } from './proxy'
import { Room } from './room'
import { startExampleBots, startServer } from './servers'

interface ForTest {
  room: Room
  /** A bot whose answers the test chooses; and a second one on another host. */
  bot: HttpBot
  otherBot: HttpBot
  /** The network between the page and the server, for rooms made with its URL. */
  network: Proxy
}

interface ForWorker {
  server: Running
  exampleBots: Running
}

export const test = base.extend<ForTest, ForWorker>({
  server: [
    async ({}, use) => {
      const server = await startServer()
      await use(server)
      await server.stop()
    },
    { scope: 'worker' },
  ],
  exampleBots: [
    async ({}, use) => {
      const bots = await startExampleBots()
      await use(bots)
      await bots.stop()
    },
    { scope: 'worker' },
  ],
  baseURL: ({ server }, use) => use(server.url),
  room: ({ server }, use) => use(new Room(server.url)),
  bot: async ({}, use) => {
    const bot = await HttpBot.start()
    await use(bot)
    await bot.stop()
  },
  otherBot: async ({}, use) => {
    const bot = await HttpBot.start()
    await use(bot)
    await bot.stop()
  },
  network: async ({ server }, use) => {
    const proxy = await Proxy.start(server.url)
    await use(proxy)
    await proxy.stop()
  },
})

export { expect } from '@playwright/test'
export { HttpBot, picture } from './httpBot'
export { Room, uniqueName } from './room'
export * from './page'
