// The real server with the client that was built, and the example bots as students write them.
import { fileURLToPath } from 'node:url'

import { startProgram, type Running } from './program'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const root = here('../../..')

export function startServer(database = ':memory:', more: string[] = []): Promise<Running> {
  const program = process.env.NECSUS_PROGRAM ?? `${root}/build/release/necsus`
  const share = process.env.NECSUS_SHARE ?? `${root}/build/release/share/necsus`
  const args = [
    '--host',
    'localhost',
    '--port',
    '0',
    '--db',
    database,
    '--share',
    share,
    '--log-format',
    'text',
    ...more,
  ]
  return startProgram(program, args, /listening on (http:\/\/\S+)/)
}

/** With the Python that has Flask: Debian's own, unless NECSUS_PYTHON names another. */
export function startExampleBots(): Promise<Running> {
  const python = process.env.NECSUS_PYTHON ?? '/usr/bin/python3'
  return startProgram(python, ['-m', 'example_bots', '--port', '0'], /Example bots on (http:\/\/\S+)/, { cwd: root })
}
