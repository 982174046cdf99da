import { afterEach, describe, expect, it, vi } from 'vitest'

import { formData, listenToForms } from './forms'

function formOf(html: string): HTMLFormElement {
  document.body.innerHTML = `<form>${html}</form>`
  return document.querySelector('form')!
}

describe("a form's data", () => {
  it('is its fields, and the button that was pressed', () => {
    const form = formOf(
      '<input name="a" value="1"><textarea name="b">2</textarea><button name="go" value="now">Go</button>',
    )
    expect(formData(form, form.querySelector('button'))).toEqual({ a: '1', b: '2', go: 'now' })
  })
  it('needs no button: Enter sends too', () => {
    expect(formData(formOf('<input name="a" value="1">'), null)).toEqual({ a: '1' })
  })
  it('of a button without a name has nothing of the button', () => {
    const form = formOf('<button>Go</button>')
    expect(formData(form, form.querySelector('button'))).toEqual({})
  })
  it('of a name that repeats is the last', () => {
    const form = formOf(
      '<input type="checkbox" name="a" value="1" checked><input type="checkbox" name="a" value="2" checked>',
    )
    expect(formData(form, null)).toEqual({ a: '2' })
  })
})

describe('a form that is sent', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('waits if the server takes no more, says so, and is sent again by itself', async () => {
    vi.useFakeTimers()
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const tooMany = new Response('{"message":"Too many."}', { status: 429, headers: { 'Retry-After': '2' } })
    const fetch = vi
      .fn()
      .mockResolvedValueOnce(tooMany)
      .mockResolvedValue(new Response('{}', { status: 202 }))
    vi.stubGlobal('fetch', fetch)
    const form = formOf('<input name="a" value="1"><button>Go</button>')
    form.setAttribute('data-from_bot', '3')
    const button = form.querySelector('button')!
    const end = listenToForms(() => ({ room: 'r', author: 'Ada' }))
    form.requestSubmit(button)
    await vi.advanceTimersByTimeAsync(1000)
    expect(document.querySelector('.form-failure')?.textContent).toBe('Too many at once: sent again by itself in 2 s.')
    expect(button.disabled).toBe(true)
    await vi.advanceTimersByTimeAsync(1000)
    expect(fetch).toHaveBeenCalledTimes(2)
    expect(fetch.mock.calls[1]).toEqual(fetch.mock.calls[0])
    expect(document.querySelector('.form-failure')).toBeNull()
    expect(button.disabled).toBe(false)
    end()
  })
})
