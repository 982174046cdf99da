// Starts a program and waits for the line in which it says where it listens.
import { spawn, type SpawnOptions } from 'node:child_process'

export interface Running {
  /** As the program printed it. */
  url: string
  stop(): Promise<void>
}

const patience = 10_000

export function startProgram(
  program: string,
  args: string[],
  saysWhere: RegExp,
  options: SpawnOptions = {},
): Promise<Running> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const stop = async () => {
    // Terminated while it is in the middle of something, it would wait for its bots.
    child.kill('SIGKILL')
    await ended
  }
  return new Promise((resolve, reject) => {
    let said = ''
    const deadline = setTimeout(() => fail('says nothing'), patience)
    const fail = (why: string) => {
      clearTimeout(deadline)
      child.kill('SIGKILL')
      reject(new Error(`${program} ${why}: ${said}`))
    }
    const read = (text: string) => {
      said = (said + text).slice(-10_000)
      const url = saysWhere.exec(said)?.[1]
      if (!url) return
      clearTimeout(deadline)
      resolve({ url, stop })
    }
    child.stdout!.setEncoding('utf8').on('data', read)
    child.stderr!.setEncoding('utf8').on('data', read)
    child.once('error', (error) => fail(error.message))
    child.once('exit', (code) => fail(`ended with ${code}`))
  })
}
