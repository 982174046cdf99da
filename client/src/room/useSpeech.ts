// The microphone writes into the message field, and messages are read out; each only where the browser can.
import { ref, watch } from 'vue'

interface Recognition extends EventTarget {
  lang: string
  interimResults: boolean
  continuous: boolean
  maxAlternatives: number
  start(): void
  stop(): void
  onresult: ((event: { results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }> }) => void) | null
  onerror: ((event: { error: string }) => void) | null
  onend: (() => void) | null
}

declare global {
  interface Window {
    webkitSpeechRecognition?: new () => Recognition
    SpeechRecognition?: new () => Recognition
  }
}

const explanations: Record<string, string> = {
  'not-allowed': 'The browser may not use the microphone: allow it beside the address.',
  'service-not-allowed': 'The browser may not use speech recognition here.',
  'no-speech': 'Nothing was heard.',
  'audio-capture': 'There is no microphone.',
  network: 'Speech recognition needs the internet.',
}

export interface Heard {
  interim(text: string): void
  final(text: string): void
}

export function useRecognition(heard: Heard) {
  const Maker = window.webkitSpeechRecognition ?? window.SpeechRecognition
  const isListening = ref(false)
  const problem = ref('')
  let recognition: Recognition | undefined

  function listen(): void {
    if (!Maker) return
    if (isListening.value) {
      recognition?.stop()
      return
    }
    problem.value = ''
    recognition = new Maker()
    recognition.lang = 'en-AU'
    recognition.interimResults = true
    recognition.continuous = false
    recognition.maxAlternatives = 1
    recognition.onresult = ({ results }) => {
      const newest = results[results.length - 1]
      const text = newest?.[0]?.transcript ?? ''
      if (newest?.isFinal) heard.final(text)
      else heard.interim(text)
    }
    recognition.onerror = ({ error }) => {
      if (error !== 'aborted') problem.value = explanations[error] ?? `Speech recognition failed: ${error}.`
    }
    recognition.onend = () => {
      isListening.value = false
    }
    try {
      recognition.start()
      isListening.value = true
    } catch (error) {
      problem.value = `Speech recognition does not start: ${String(error)}`
    }
  }

  return { canListen: Boolean(Maker), isListening, problem, listen }
}

/** Speaks as long as `isWanted` says so; switching it off stops the sentence too. */
export function useSynthesis(isWanted: () => boolean) {
  const canSpeak = 'speechSynthesis' in window

  function speak(text: string): void {
    if (canSpeak && text.trim()) window.speechSynthesis.speak(new SpeechSynthesisUtterance(text))
  }
  function silence(): void {
    if (canSpeak) window.speechSynthesis.cancel()
  }
  watch(isWanted, (wanted) => {
    if (!wanted) silence()
  })
  return { canSpeak, speak, silence }
}
