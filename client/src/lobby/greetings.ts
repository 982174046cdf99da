// What the lobby says, each with a "!" after it. The language helps the browser to choose a font.
export interface Greeting {
  lang: string
  text: string
}

export const greetings: readonly Greeting[] = [
  { lang: 'en', text: 'Hello' },
  { lang: 'en', text: 'Good day' },
  { lang: 'en', text: 'Welcome' },
  { lang: 'hr', text: 'Dobar dan' },
  { lang: 'hr', text: 'Bok' },
  { lang: 'sr', text: 'Здраво' },
  { lang: 'ru', text: 'Привет' },
  { lang: 'fr', text: 'Bonjour' },
  { lang: 'es', text: 'Hola' },
  { lang: 'de', text: 'Guten Tag' },
  { lang: 'ja', text: 'こんにちは' },
  { lang: 'zh', text: '你好' },
  { lang: 'id', text: 'Selamat datang' },
  { lang: 'en', text: 'Ahoy, matey' },
].map(({ lang, text }) => ({ lang, text: `${text}!` }))

export function anotherGreeting(current: Greeting | undefined, random = Math.random): Greeting {
  const others = greetings.filter((greeting) => greeting !== current)
  return others[Math.floor(random() * others.length)]!
}
