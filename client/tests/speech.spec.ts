// Microphone and spoken messages, with a browser's speech played by a few lines.
import type { Page } from '@playwright/test'

import { cards, expect, input, openRoom, send, settings, test, thrown } from './support/fixtures'

interface FakeRecognition {
  lang: string
  interimResults: boolean
  continuous: boolean
  maxAlternatives: number
  onresult(event: object): void
  onerror(event: object): void
  onend(event: object): void
}

const fakeRecognition = (page: Page) =>
  page.addInitScript(() => {
    class Fake extends EventTarget {
      onresult: ((event: Event) => void) | null = null
      onerror: ((event: Event) => void) | null = null
      onend: ((event: Event) => void) | null = null
      onstart: ((event: Event) => void) | null = null
      constructor() {
        super()
        for (const kind of ['result', 'error', 'end', 'start'] as const) {
          this.addEventListener(kind, (event) => this[`on${kind}`]?.(event))
        }
        Object.assign(window, { recognition: this })
      }
      start(): void {
        Object.assign(this, { isStarted: true })
        this.dispatchEvent(new Event('start'))
      }
      stop(): void {
        this.dispatchEvent(new Event('end'))
      }
      abort(): void {
        this.stop()
      }
    }
    Object.assign(window, { webkitSpeechRecognition: Fake, SpeechRecognition: undefined })
  })

const happens = (page: Page, kind: string, more: { transcript?: string; isFinal?: boolean; error?: string }) =>
  page.evaluate(
    ([name, { transcript, isFinal, ...properties }]) => {
      const { recognition } = window as unknown as { recognition: EventTarget }
      const results = [Object.assign([{ transcript }], { isFinal })]
      recognition.dispatchEvent(Object.assign(new Event(name), properties, { resultIndex: 0, results }))
    },
    [kind, more] as const,
  )

const result = (transcript: string, isFinal: boolean) => ({ transcript, isFinal })

test('1.8 the microphone writes into the field, and the final text is sent at once', async ({ page, room }) => {
  await fakeRecognition(page)
  await openRoom(page, room)
  await page.locator('.composer .microphone').click()
  const set = await page.evaluate(() => {
    const { lang, interimResults, continuous, maxAlternatives } = (
      window as unknown as { recognition: FakeRecognition }
    ).recognition
    return { lang, interimResults, continuous, maxAlternatives }
  })
  expect(set).toEqual({ lang: 'en-AU', interimResults: true, continuous: false, maxAlternatives: 1 })
  await happens(page, 'result', result('hello wor', false))
  await expect(input(page)).toHaveValue('hello wor')
  expect(await room.messages()).toHaveLength(0)
  await happens(page, 'result', result('hello world', true))
  await happens(page, 'end', {})
  await expect(cards(page, 'hello world')).toBeVisible()
  await expect(input(page)).toHaveValue('')
})

test('2.19 5.23 listening is shown, and a refused permission is explained', async ({ page, room }) => {
  await fakeRecognition(page)
  await openRoom(page, room)
  const microphone = page.locator('.composer .microphone')
  const looks = () =>
    microphone.evaluate((button) =>
      [button.className, button.ariaPressed, button.ariaLabel, button.getAttribute('title')].join('|'),
    )
  const before = await looks()
  await microphone.click()
  await expect.poll(looks).not.toBe(before)
  await happens(page, 'error', { error: 'not-allowed' })
  await happens(page, 'end', {})
  await expect.poll(looks).toBe(before)
  await expect(page.getByText(/microphone/i).filter({ hasText: /allow/i })).toBeVisible()
})

test('2.19 5.23 without recognition no microphone is offered', async ({ page, room }) => {
  const errors = thrown(page)
  await page.addInitScript(() => {
    Object.defineProperty(window, 'webkitSpeechRecognition', { value: undefined })
    Object.defineProperty(window, 'SpeechRecognition', { value: undefined })
  })
  await openRoom(page, room)
  await expect(page.locator('.composer .send')).toBeVisible()
  await expect(page.locator('.composer .microphone')).toBeHidden()
  await page.evaluate(() => window.Necsus.listen())
  expect(errors).toEqual([])
})

test('1.8 2.19 5.23 new messages of others and bots are spoken, not history nor one’s own; it can be stopped', async ({
  page,
  room,
  bot,
}) => {
  await page.addInitScript(() => {
    const spoken: string[] = []
    let cancelled = 0
    const fake = {
      speak: (utterance: SpeechSynthesisUtterance) => spoken.push(utterance.text),
      cancel: () => (cancelled += 1),
      getVoices: () => [],
      addEventListener: () => undefined,
    }
    Object.defineProperty(window, 'speechSynthesis', { value: fake })
    Object.assign(window, { spoken, cancelled: () => cancelled })
  })
  const spoken = () => page.evaluate(() => (window as unknown as { spoken: string[] }).spoken.join('|'))
  await room.say('history')
  await openRoom(page, room, { settings: { speech: true, open: true, name: 'Ada' } })
  await expect(cards(page, 'history')).toBeVisible()
  await send(page, 'my own')
  await expect(cards(page, 'my own')).toBeVisible()
  await room.say('from <b>Emmy</b>')
  await room.botSays(bot, '<p>from a bot</p><script>var unspoken = 1</script>')
  await expect.poll(spoken).toContain('from a bot')
  expect(await spoken()).toContain('from Emmy')
  expect(await spoken()).not.toMatch(/history|my own|<|unspoken/)
  await settings(page)
    .getByLabel(/Speech synthesis/)
    .uncheck()
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { cancelled(): number }).cancelled()))
    .toBeGreaterThan(0)
  await room.say('unheard')
  await expect(cards(page, 'unheard')).toBeVisible()
  expect(await spoken()).not.toContain('unheard')
})
