// Carries out a merge. Bots are added before any is deleted, so that a failure half-way leaves too many rather than too few.
import { deleteBot, putBot, ServerError } from '../api/http'
import { whenTaken } from '../api/patience'
import type { Bot } from '../api/types'
import type { Work } from './merge'

/** A bot that is gone already, because somebody else deleted it, is as good as deleted. */
export async function deleteIfThere(room: string, id: number): Promise<void> {
  try {
    await deleteBot(room, id)
  } catch (error) {
    if (!(error instanceof ServerError) || ![400, 404].includes(error.status)) throw error
  }
}

export interface Steps {
  added: (bot: Bot) => void
  deleted: (id: number) => void
  /** Asked before each step. */
  isCalledOff: () => boolean
  /** Why it takes longer. */
  say: (text: string) => void
}

/** Answers what went wrong, or '' if nothing did. What was done by then has been reported to `steps`. */
export async function install(room: string, { add, remove }: Work<Bot>, steps: Steps): Promise<string> {
  let doing = ''
  try {
    for (const bot of add) {
      if (steps.isCalledOff()) return ''
      doing = `${bot.name} could not be added`
      const { name, responds_to, url } = bot
      steps.added(await whenTaken(() => putBot({ room, name, responds_to, url }), steps.say))
    }
    for (const bot of remove) {
      if (steps.isCalledOff()) return ''
      doing = `${bot.name} could not be deleted`
      await whenTaken(() => deleteIfThere(room, bot.id), steps.say)
      steps.deleted(bot.id)
    }
    return ''
  } catch (error) {
    return `${doing}. ${(error as Error).message}`
  }
}
