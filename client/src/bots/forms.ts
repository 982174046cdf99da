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
  for (const form of content.querySelectorAll('form')) setAttribute.call(form, 'data-from_bot', String(fromBot))
}

// A form answers to the names of its fields: one called "getAttribute", or "after", hides the form's own.
const { setAttribute, getAttribute, after, querySelectorAll } = Element.prototype
const attribute = (form: HTMLFormElement, name: string) => getAttribute.call(form, name)
const next = (form: HTMLFormElement) =>
  Object.getOwnPropertyDescriptor(Element.prototype, 'nextElementSibling')!.get!.call(form) as Element | null

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
  after.call(form, note)
}

function removeNote(form: HTMLFormElement): void {
  const note = next(form)
  if (note?.classList.contains('form-failure')) note.remove()
}

/** Which button it was that was pressed last: one comes back to it later, and others were not. */
function markSent(form: HTMLFormElement, submitter: HTMLButtonElement | null): void {
  for (const pressed of querySelectorAll.call(form, '[data-sent]')) pressed.removeAttribute('data-sent')
  submitter?.setAttribute('data-sent', '')
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
    markSent(form, submitter)
  } catch (error) {
    noteBeside(form, `This was not sent. ${(error as Error).message} Press the button again to retry.`)
  } finally {
    if (submitter) submitter.disabled = false
  }
}

/** Sends it to the chat server, for the bot that it belongs to. */
function submit(form: HTMLFormElement, submitter: HTMLButtonElement | null, context: FormContext): void {
  const bot = Number(attribute(form, 'data-from_bot'))
  if (!Number.isInteger(bot) || bot === 0) {
    noteBeside(form, 'This form belongs to no bot, so nobody can receive it.')
    return
  }
  const action_url = submitter?.getAttribute('formaction') ?? attribute(form, 'action')
  const form_data = formData(form, submitter)
  void send(form, { ...context, bot_id: bot, action_url, form_data }, submitter)
}

const isBots = (form: HTMLFormElement) => attribute(form, 'data-from_bot') !== null

/** In a tab or frame of its own. */
const opensElsewhere = (form: HTMLFormElement) =>
  !/^(?:|_self|_top|_parent)$/i.test((attribute(form, 'target') ?? '').trim()) || attribute(form, 'method') === 'dialog'

/** Wherever a script may have put them: else the browser would leave the room. Answers what ends it. */
export function listenToForms(context: () => FormContext): () => void {
  const submitted = (event: SubmitEvent) => {
    const form = event.target as HTMLFormElement
    if (!isBots(form)) {
      // One that a script made, and nobody cares for.
      if (event.defaultPrevented || opensElsewhere(form)) return
      event.preventDefault()
      noteBeside(form, 'This form belongs to no bot, so nobody can receive it.')
      return
    }
    const isCancelled = event.defaultPrevented // by the bot's own script
    event.preventDefault()
    if (!isCancelled) submit(form, event.submitter as HTMLButtonElement | null, context())
  }
  document.addEventListener('submit', submitted)
  // `onchange="this.form.submit()"`: of that the browser tells nobody.
  const native = HTMLFormElement.prototype.submit
  HTMLFormElement.prototype.submit = function () {
    if (isBots(this)) submit(this, null, context())
    else if (opensElsewhere(this)) native.call(this)
    else throw new Error('submit() of a form of no bot would replace the page of the room, and is not done here.')
  }
  return () => {
    document.removeEventListener('submit', submitted)
    HTMLFormElement.prototype.submit = native
  }
}
