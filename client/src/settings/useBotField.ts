// One field of a bot while somebody may be typing in it and others may be changing it. What is typed belongs to the field
// until it is stored or given up; what others store is shown only when nobody is busy in it.
import { onScopeDispose, ref, watch, type Ref } from 'vue'

export type FieldState = 'idle' | 'saving' | 'saved' | 'failed' | 'invalid'

export interface BotFieldOptions {
  /** What the room has, as its stream last brought it. */
  stored: () => string
  /** Stores and answers what is stored now; throws an Error that says why not. `say` gets why it takes longer. */
  save: (value: string, say: (text: string) => void) => Promise<string>
  /** What to fix before it can be stored, or ''. */
  check?: (value: string) => string
  /** What of it is stored, such as without the spaces around it. */
  tidy?: (value: string) => string
}

export interface BotField {
  draft: Ref<string>
  state: Ref<FieldState>
  problem: Ref<string>
  /** Somebody else stored this while the field was being edited; null if nobody did. */
  elsewhere: Ref<string | null>
  focus: () => void
  input: (value: string) => void
  /** The field was left, Enter was pressed, or it is tried again. */
  commit: () => Promise<void>
  blur: () => Promise<void>
}

export function useBotField({ stored, save, check = () => '', tidy = (value) => value }: BotFieldOptions): BotField {
  const draft = ref(stored())
  const state = ref<FieldState>('idle')
  const problem = ref('')
  const elsewhere = ref<string | null>(null)
  let latest = stored()
  let isFocused = false
  let isTyped = false
  let isGone = false
  let waiting: string | null = null // to be stored once the request under way is answered
  let saving: string | null = null
  let cameWhileSaving = false

  function showLatest() {
    if (isFocused || isTyped || saving !== null) return
    draft.value = latest
    elsewhere.value = null
  }

  watch(
    stored,
    (value) => {
      latest = value
      cameWhileSaving = true
      if (value !== saving) elsewhere.value = isTyped && value !== draft.value ? value : null
      showLatest()
    },
    { flush: 'sync' },
  )
  onScopeDispose(() => (isGone = true))

  function give(newState: FieldState, why = '') {
    state.value = newState
    problem.value = why
  }

  function input(value: string) {
    draft.value = value
    isTyped = true
    // A complaint stays until it no longer holds, so that one sees it go.
    if (state.value !== 'invalid') give('idle')
    else if (check(tidy(value)) === '') give('idle')
  }

  async function store(value: string): Promise<boolean> {
    saving = value
    cameWhileSaving = false
    give('saving')
    try {
      const answer = await save(value, (text) => give('saving', text))
      // The stream has the last word: it brings everybody's changes in their order.
      if (!cameWhileSaving) latest = answer
      return true
    } catch (error) {
      if (waiting === null) give('failed', (error as Error).message)
      return false
    } finally {
      saving = null
    }
  }

  async function commit() {
    if (isGone) return
    const value = tidy(draft.value)
    draft.value = value
    elsewhere.value = null
    const why = check(value)
    if (why) return give('invalid', why)
    waiting = value
    if (saving !== null) return
    while (waiting !== null) {
      const next: string = waiting
      waiting = null
      if (next === latest) give('idle')
      else if (!(await store(next))) continue
      else give(draft.value === next ? 'saved' : 'idle')
      if (draft.value === next) isTyped = false
    }
    showLatest()
  }

  async function blur() {
    isFocused = false
    // Browsers report a change before the blur; this catches a field left again after a failure.
    if (isTyped && saving === null && state.value !== 'invalid') await commit()
    else showLatest()
  }

  return { draft, state, problem, elsewhere, focus: () => (isFocused = true), input, commit, blur }
}
