// `npm run dev`: pages as they are in src/, changed while one looks, and a NeCSuS server beside it for all else.
import type { CommonServerOptions, Plugin } from 'vite'

/** NECSUS_SERVER names another one than that on the usual port. */
const server = process.env.NECSUS_SERVER ?? 'http://localhost:6277'

/** What the server answers itself, by its own rules: a room may be called "apiary" or "docs-team". */
export const proxy: NonNullable<CommonServerOptions['proxy']> = {
  '^/api/': server,
  '^/docs(/|\\?|$)': server,
  '^/client/guide/': server,
  '^/ws/': { target: server, ws: true },
}

/** The lobby at "/", a room at any other path: Vite knows them by the names of their files only. */
export function pages(base: string): Plugin {
  return {
    name: 'necsus-pages',
    apply: 'serve',
    configureServer({ middlewares }) {
      const ours = Object.keys(proxy).map((pattern) => new RegExp(pattern))
      middlewares.use((request, _, next) => {
        const path = request.url ?? '/'
        const isPage = !path.startsWith(base) && !ours.some((pattern) => pattern.test(path))
        if (isPage) request.url = base + (/^\/(?:\?|$)/.test(path) ? 'index.html' : 'room.html')
        next()
      })
    },
  }
}
