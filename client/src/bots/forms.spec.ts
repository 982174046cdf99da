import { describe, expect, it } from 'vitest'

import { formData } from './forms'

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
