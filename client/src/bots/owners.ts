// Whose code is running: the message that it came with. So what it throws can be shown there, now or in a timer an hour
// later, and what it writes can be put there.

export interface Owner {
  card: HTMLElement
  /** The message's bot. */
  bot: number | null
}

/** Files by their URL, and inline scripts by the name that their errors carry. */
const bySource = new Map<string, Owner>()
const bots = new Set<number | null>()
let current: Owner | undefined
let latest: Owner | undefined

/** Code from `source` is this message's; the first that brings a file has it. */
export function own(source: string, owner: Owner): void {
  if (!bySource.has(source)) bySource.set(source, owner)
  bots.add(owner.bot)
}

/** Runs `task` as code of this message. */
export function asOwner<T>(owner: Owner, task: () => T): T {
  const before = current
  current = latest = owner
  try {
    return task()
  } finally {
    current = before
  }
}

export function ownerOfSource(source: string): Owner | undefined {
  return bySource.get(source)
}

/** The innermost of a stack's places that is in somebody's code. */
export function ownerOfStack(stack: unknown): Owner | undefined {
  if (typeof stack !== 'string') return undefined
  for (const [, source] of stack
    .slice(0, 20_000)
    .matchAll(/((?:https?:\/\/|necsus-message-)[^\s()]*?)(?::\d+){1,2}(?=[\s)]|$)/g)) {
    const owner = bySource.get(source!)
    if (owner) return owner
  }
  return undefined
}

/** Whose code runs at this moment, as far as that can be told. */
export function currentOwner(): Owner | undefined {
  if (current) return current
  if (bots.size === 0) return undefined
  const script = document.currentScript
  const file = script instanceof HTMLScriptElement && script.src ? bySource.get(script.src) : undefined
  return file ?? ownerOfStack(new Error().stack)
}

/** If the code of one bot only ever ran here, it was that. */
export function onlyOwner(): Owner | undefined {
  return bots.size === 1 ? latest : undefined
}

/** What happens in a bot's message is its own affair. */
export function ownerOfElement(target: EventTarget | null): Owner | undefined {
  const card = target instanceof Element ? target.closest<HTMLElement>('.message-card.kind-bot') : null
  return card ? { card, bot: null } : undefined
}
