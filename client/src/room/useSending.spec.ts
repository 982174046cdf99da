import { beforeEach, describe, expect, it, vi } from 'vitest'

import { aMessage } from '../../tests/support/unit/message'
import { ServerError } from '../api/http'
import type { Send } from '../api/outbox'
import { keptInTab } from '../storage'
import { useSending } from './useSending'

beforeEach(() => {
  sessionStorage.clear()
  document.body.replaceChildren()
})

function sendingBy(send: Send) {
  const events = { changed: vi.fn(), stored: vi.fn() }
  const sending = useSending(send, keptInTab('outbox'), events)
  document.body.append(sending.root)
  const shown = () => [...sending.root.querySelectorAll<HTMLElement>('.message-card:not([hidden]) .content')]
  return { sending, events, texts: () => shown().map((content) => content.textContent) }
}

const refused = () => Promise.reject(new ServerError('The text is too long.', 413))
const press = (label: string) => {
  const buttons = [...document.querySelectorAll('button')]
  buttons.find((button) => button.textContent === label)!.click()
}

describe('a message on its way', () => {
  it('is shown at once, and gone when it is stored, as the room is informed', async () => {
    const { sending, events, texts } = sendingBy(() => Promise.resolve(aMessage(5)))
    sending.post('Ada', 'hi')
    expect(texts()).toEqual(['hi'])
    expect(events.changed).toHaveBeenCalledTimes(1)
    await vi.waitFor(() => expect(texts()).toEqual([]))
    expect(events.stored).toHaveBeenCalledTimes(1)
    expect(events.stored.mock.calls[0]).toMatchObject([{ id: 5 }])
  })

  it('is hidden while the stream seems to have it, and shown again should it fail after all', async () => {
    let refuse: (error: Error) => void = () => undefined
    const { sending, texts } = sendingBy(() => new Promise((_, failed) => (refuse = failed)))
    sending.post('Ada', 'hi')
    await vi.waitFor(() => expect(sending.recognise(aMessage(5, { text: 'hi' }))).toBe(true))
    expect(texts()).toEqual([])
    refuse(new ServerError('No.', 403))
    await vi.waitFor(() => expect(texts()).toEqual(['hi']))
  })

  it('says why it was not sent, and is sent again when its author wants that', async () => {
    const send = vi.fn<Send>(refused)
    const { sending, events, texts } = sendingBy(send)
    sending.post('Ada', 'hi')
    await vi.waitFor(() => expect(sending.root.textContent).toContain('Not sent: The text is too long.'))
    send.mockResolvedValue(aMessage(5))
    press('Retry')
    expect(sending.root.textContent).not.toContain('Not sent')
    await vi.waitFor(() => expect(texts()).toEqual([]))
    expect(events.stored).toHaveBeenCalledTimes(1)
  })

  it('is gone when its author gives it up, and the room does not have it', async () => {
    const { sending, events, texts } = sendingBy(refused)
    sending.post('Ada', 'hi')
    await vi.waitFor(() => expect(sending.root.textContent).toContain('Not sent'))
    press('Delete')
    expect(texts()).toEqual([])
    expect(events.stored).not.toHaveBeenCalled()
  })

  it('is sent after a reload', async () => {
    sendingBy(() => new Promise(() => undefined)).sending.post('Ada', 'hi')
    const { sending, texts } = sendingBy(() => new Promise(() => undefined))
    expect(texts()).toEqual([])
    sending.restore()
    expect(texts()).toEqual(['hi'])
  })
})
