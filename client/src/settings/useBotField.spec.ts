import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref, type EffectScope } from 'vue'

import { useBotField, type BotField } from './useBotField'

/** Stands for the server: answers each save when a test wants it to. */
function fakeServer() {
  const asked: string[] = []
  const open: { answer: (value: string) => void; refuse: (why: string) => void }[] = []
  const save = vi.fn((value: string) => {
    asked.push(value)
    return new Promise<string>((resolve, reject) => {
      open.push({ answer: resolve, refuse: (why) => reject(new Error(why)) })
    })
  })
  return { asked, open, save }
}

const settle = () => new Promise((resolve) => setTimeout(resolve))

describe('a field that is edited', () => {
  const stored = ref('old')
  let server: ReturnType<typeof fakeServer>
  let scope: EffectScope
  let field: BotField

  beforeEach(() => {
    stored.value = 'old'
    server = fakeServer()
    scope = effectScope()
    field = scope.run(() =>
      useBotField({
        stored: () => stored.value,
        save: server.save,
        check: (value) => (value === 'bad' ? 'Not this.' : ''),
        tidy: (value) => value.trim(),
      }),
    )!
  })
  afterEach(() => scope.stop())

  function type(value: string) {
    field.focus()
    field.input(value)
  }

  /** As browsers do: change, then blur. */
  function leave() {
    void field.commit()
    void field.blur()
  }

  it('follows the room while nobody is in it', () => {
    stored.value = 'theirs'
    expect(field.draft.value).toBe('theirs')
    expect(field.elsewhere.value).toBeNull()
  })

  it('is not overwritten while it is focused, and follows once it is left', async () => {
    field.focus()
    stored.value = 'theirs'
    expect(field.draft.value).toBe('old')
    await field.blur()
    expect(field.draft.value).toBe('theirs')
    expect(server.asked).toEqual([])
  })

  it('is not overwritten while it is typed in, and says that it changed elsewhere', () => {
    type('mine')
    stored.value = 'theirs'
    expect(field.draft.value).toBe('mine')
    expect(field.elsewhere.value).toBe('theirs')
  })

  it('is stored once when it is left, and says how that goes', async () => {
    type('mine')
    leave()
    expect(server.asked).toEqual(['mine'])
    expect(field.state.value).toBe('saving')
    server.open[0]!.answer('mine')
    await settle()
    expect(field.state.value).toBe('saved')
    expect(field.draft.value).toBe('mine')
    stored.value = 'later'
    expect(field.draft.value).toBe('later')
  })

  it('keeps what was stored if the room tells of it only later, or before', async () => {
    type('mine')
    leave()
    stored.value = 'mine'
    expect(field.elsewhere.value).toBeNull()
    server.open[0]!.answer('mine')
    await settle()
    expect(field.draft.value).toBe('mine')
    expect(field.state.value).toBe('saved')
  })

  it('shows what others stored after it, though the answer comes last', async () => {
    type('mine')
    leave()
    stored.value = 'mine'
    stored.value = 'theirs'
    server.open[0]!.answer('mine')
    await settle()
    expect(field.draft.value).toBe('theirs')
  })

  it('is not overwritten by its own earlier value while one types on', async () => {
    type('one')
    void field.commit()
    field.input('one two')
    stored.value = 'one'
    server.open[0]!.answer('one')
    await settle()
    expect(field.draft.value).toBe('one two')
    expect(field.state.value).toBe('idle')
  })

  it('stores the last of several values, one request after the other', async () => {
    type('one')
    void field.commit()
    field.input('two')
    void field.commit()
    field.input('three')
    leave()
    expect(server.asked).toEqual(['one'])
    server.open[0]!.answer('one')
    await settle()
    expect(server.asked).toEqual(['one', 'three'])
    server.open[1]!.answer('three')
    await settle()
    expect(field.state.value).toBe('saved')
  })

  it('keeps what was typed when it could not be stored, tells why and tries again', async () => {
    type('mine')
    leave()
    server.open[0]!.refuse('No server.')
    await settle()
    expect(field.state.value).toBe('failed')
    expect(field.problem.value).toBe('No server.')
    stored.value = 'theirs'
    expect(field.draft.value).toBe('mine')
    void field.commit()
    expect(server.asked).toEqual(['mine', 'mine'])
    server.open[1]!.answer('mine')
    await settle()
    expect(field.state.value).toBe('saved')
    expect(field.problem.value).toBe('')
  })

  it('is tried again when it is left once more after a failure', async () => {
    type('mine')
    leave()
    server.open[0]!.refuse('No server.')
    await settle()
    field.focus()
    void field.blur()
    expect(server.asked).toEqual(['mine', 'mine'])
  })

  it('does not store what is wrong, says so, and takes it back as soon as it is right', async () => {
    type('bad')
    leave()
    expect(server.asked).toEqual([])
    expect(field.state.value).toBe('invalid')
    expect(field.problem.value).toBe('Not this.')
    stored.value = 'theirs'
    expect(field.draft.value).toBe('bad')
    field.focus()
    field.input('bad ')
    expect(field.state.value).toBe('invalid')
    field.input('good')
    expect(field.state.value).toBe('idle')
    expect(field.problem.value).toBe('')
  })

  it('sends nothing if nothing changed, and tidies', async () => {
    type(' old ')
    leave()
    await settle()
    expect(server.asked).toEqual([])
    expect(field.draft.value).toBe('old')
    expect(field.state.value).toBe('idle')
  })

  it('sends nothing for a bot that is gone', () => {
    type('mine')
    scope.stop()
    leave()
    expect(server.asked).toEqual([])
  })
})
