// Forms in a bot's message: what is sent goes to the chat server, which asks the bot, and not to the form's address.
import { postForm } from '../api/http'
import { whenTaken } from '../api/patience'
import type { FormActivation } from '../api/types'

export interface FormContext {
  room: string
  author: string
}

/** Marks whose they are. `listenToForms` listens to all of them. */
export function markForms(content: DocumentFragment, fromBot: number | null): void {
  for (const form of content.querySelectorAll('form')) form.setAttribute('data-from_bot', String(fromBot))
}

/** Of a name that occurs repeatedly the last one counts; of a file its name. */
export function formData(form: HTMLFormElement, submitter: HTMLElement | null): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [name, value] of new FormData(form)) fields[name] = typeof value === 'string' ? value : value.name
  const name = submitter?.getAttribute('name')
  if (name) fields[name] = submitter?.getAttribute('value') ?? ''
  return fields
}

function noteBeside(form: HTMLFormElement, text: string): void {
  removeNote(form)
  const note = document.createElement('p')
  note.className = 'form-failure'
  note.setAttribute('role', 'alert')
  note.textContent = text
  form.after(note)
}

function removeNote(form: HTMLFormElement): void {
  const note = form.nextElementSibling
  if (note?.classList.contains('form-failure')) note.remove()
}

async function send(form: HTMLFormElement, submission: FormActivation, submitter: HTMLButtonElement | null) {
  // Pressing twice would call the bot twice.
  if (submitter) submitter.disabled = true
  try {
    await whenTaken(
      () => postForm(submission),
      (text) => noteBeside(form, text),
    )
    removeNote(form)
  } catch (error) {
    noteBeside(form, `This was not sent. ${(error as Error).message} Press the button again to retry.`)
  } finally {
    if (submitter) submitter.disabled = false
  }
}

/** Wherever a script may have put them: else the browser would leave the room. Answers what ends it. */
export function listenToForms(context: () => FormContext): () => void {
  const submitted = (event: SubmitEvent) => {
    const form = event.target as HTMLFormElement
    if (!form.hasAttribute('data-from_bot')) return
    const isCancelled = event.defaultPrevented // by the bot's own script
    event.preventDefault()
    if (isCancelled) return
    const bot = Number(form.dataset.from_bot)
    if (!Number.isInteger(bot) || bot === 0) {
      noteBeside(form, 'This form belongs to no bot, so nobody can receive it.')
      return
    }
    const submitter = event.submitter as HTMLButtonElement | null
    const action_url = submitter?.getAttribute('formaction') ?? form.getAttribute('action')
    const form_data = formData(form, submitter)
    void send(form, { ...context(), bot_id: bot, action_url, form_data }, submitter)
  }
  document.addEventListener('submit', submitted)
  return () => document.removeEventListener('submit', submitted)
}
