import { readFile, readdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

import { pages, proxy } from './devServer'
import { guide } from './guide'

const base = '/client/'
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/// The server sends a file's .br or .gz sibling to browsers that take it, so nothing is compressed while it runs.
function compressedSiblings(): Plugin {
  const isText = /\.(html|js|css|svg|webmanifest)$/
  return {
    name: 'necsus-compressed-siblings',
    apply: 'build',
    async writeBundle({ dir }) {
      for (const entry of await readdir(dir!, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !isText.test(entry.name)) continue
        const path = `${entry.parentPath ?? entry.path}/${entry.name}`
        const text = await readFile(path)
        const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
        await writeFile(`${path}.br`, brotliCompressSync(text, { params: quality }))
        await writeFile(`${path}.gz`, gzipSync(text, { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  base,
  plugins: [vue(), pages(base), guide(), compressedSiblings()],
  define: { __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false },
  build: {
    target: 'es2020',
    modulePreload: { polyfill: false },
    // Where the build writes can be set by CMake, which gathers what the server serves.
    outDir: process.env.NECSUS_CLIENT_OUT ?? here('dist'),
    emptyOutDir: true,
    rollupOptions: { input: { lobby: here('index.html'), room: here('room.html') } },
  },
  server: { proxy },
})
