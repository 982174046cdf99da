// Bots' scripts keep their power, and the room survives them; and the page that they see is the one that was documented.
import type { Page } from '@playwright/test'

import { cards, expect, expectAtEnd, input, openRoom, openSettings, remember, send, test } from './support/fixtures'
import { aMessage } from './support/unit/message'

const value = (page: Page, name: string) =>
  page.evaluate((key) => (window as unknown as Record<string, unknown>)[key], name)
const errors = (page: Page, text: string) => cards(page, text).locator('.script-error')

test.describe('5.28 scripts run in order', () => {
  test('5.28 a script from a file runs before the inline scripts behind it, and holds up no other message', async ({
    page,
    room,
    bot,
  }) => {
    const release = bot.serveLate('/lib.js', 'var order = ["file"]')
    await room.botSays(bot, '<script src="lib.js"></script><script>order.push("inline")</script>')
    await room.botSays(bot, '<script>var other = true</script>')
    await openRoom(page, room)
    await expect.poll(() => value(page, 'other')).toBe(true)
    expect(await value(page, 'order')).toBeUndefined()
    release()
    await expect.poll(() => value(page, 'order')).toEqual(['file', 'inline'])
  })

  test('5.28 a file that is not there is named in the message, and what is behind it runs', async ({
    page,
    room,
    bot,
  }) => {
    await room.botSays(bot, {
      text: 'lost<script src="gone.js"></script><script>var after = true</script>',
      js: 'no.js',
    })
    await openRoom(page, room)
    await expect(errors(page, 'lost')).toHaveCount(2)
    await expect(errors(page, 'lost').filter({ hasText: bot.url('/gone.js') })).toHaveCount(1)
    await expect(errors(page, 'lost').filter({ hasText: bot.url('/no.js') })).toHaveCount(1)
    expect(await value(page, 'after')).toBe(true)
  })
})

test.describe('5.29 errors are shown below the message of the bot that they belong to', () => {
  const inline: [what: string, script: string][] = [
    ['a timer', 'setTimeout(() => { throw new Error("oops") })'],
    ['a timer given as text', 'setTimeout(\'throw new Error("oops")\')'],
    ['an interval', 'var t = setInterval(() => { clearInterval(t); throw new Error("oops") })'],
    ['a frame', 'requestAnimationFrame(() => { throw new Error("oops") })'],
    ['a microtask', 'queueMicrotask(() => { throw new Error("oops") })'],
    ['a promise', 'Promise.reject(new Error("oops"))'],
    ['an async function', '(async () => { await null; throw new Error("oops") })()'],
    ['a listener', 'addEventListener("hit", () => { throw new Error("oops") }); dispatchEvent(new Event("hit"))'],
    ['a message listener', 'Necsus.addEventListener("message", () => { throw new Error("oops") })'],
    ['a timer in a timer', 'setTimeout(() => setTimeout(() => { throw new Error("oops") }))'],
    ['a script without a text', 'throw "oops"'],
  ]
  for (const [what, script] of inline) {
    test(`5.29 of an inline script: ${what}`, async ({ page, room, bot, otherBot }) => {
      await room.botSays(otherBot, 'innocent<script>var innocent = 1</script>')
      await room.botSays(bot, `guilty<script>${script}</script>`)
      await openRoom(page, room)
      await expect(errors(page, 'guilty')).toContainText('oops')
      await expect(errors(page, 'innocent')).toHaveCount(0)
      await send(page, 'the room lives')
      await expect(cards(page, 'the room lives')).toBeVisible()
    })
  }

  const files: [what: string, script: string, said: string][] = [
    ['at once', 'throw new Error("oops")', 'failed (in '],
    ['a timer', 'setTimeout(() => { throw new Error("oops") })', 'oops'],
    ['a frame', 'requestAnimationFrame(() => { throw new Error("oops") })', 'oops'],
    [
      'a listener',
      'addEventListener("hit", () => { throw new Error("oops") }); dispatchEvent(new Event("hit"))',
      'oops',
    ],
    ['a message listener', 'Necsus.addEventListener("message", () => { throw new Error("oops") })', 'oops'],
  ]
  for (const [what, script, said] of files) {
    test(`5.29 of a js file of another site: ${what}`, async ({ page, room, bot, otherBot }) => {
      bot.serve('/bad.js', script)
      otherBot.serve('/good.js', 'window.good = true')
      await room.botSays(otherBot, { text: 'innocent', js: 'good.js' })
      await room.botSays(bot, { text: 'guilty', js: 'bad.js' })
      await openRoom(page, room)
      await expect(errors(page, 'guilty')).toContainText(said)
      await expect(errors(page, 'innocent')).toHaveCount(0)
    })
  }

  test('5.29 of an inline handler, also one that calls a js file', async ({ page, room, bot, otherBot }) => {
    bot.serve('/f.js', 'function fails() { throw new Error("oops") }')
    await room.botSays(otherBot, 'innocent<script>var innocent = 1</script>')
    await room.botSays(bot, { text: 'guilty<button onclick="fails()">one</button>', js: 'f.js' })
    await room.botSays(bot, 'worse<button onclick="nothing.there()">two</button>')
    await openRoom(page, room)
    await page.getByRole('button', { name: 'one' }).click()
    await expect(errors(page, 'guilty')).toHaveCount(1)
    await page.getByRole('button', { name: 'two' }).click()
    await expect(errors(page, 'worse')).toContainText('nothing is not defined')
    await expect(errors(page, 'innocent')).toHaveCount(0)
  })

  test('5.29 the same error again is shown once, and of many different ones five', async ({ page, room, bot }) => {
    await room.botSays(bot, 'loud<script>for (let i = 0; i < 50; i++) setTimeout(() => { throw i % 10 })</script>')
    await openRoom(page, room)
    await expect(errors(page, 'loud')).toHaveCount(5)
  })

  test('5.29 a listener that is removed is not called, one that is added twice is called once', async ({
    page,
    room,
    bot,
  }) => {
    const script =
      'var calls = 0; const f = () => calls++; addEventListener("hit", f); addEventListener("hit", f);' +
      'dispatchEvent(new Event("hit")); removeEventListener("hit", f); dispatchEvent(new Event("hit"))'
    await room.botSays(bot, `<script>${script}</script>`)
    await openRoom(page, room)
    await expect.poll(() => value(page, 'calls')).toBe(1)
  })
})

test.describe('5.30 nothing replaces the page', () => {
  test('5.30 document.write writes into the message, behind its script', async ({ page, room, bot }) => {
    await room.botSays(
      bot,
      'before <script>document.open(); document.write("<ul>"); document.write("<li id=w>one"); document.write("</ul>");' +
        'var found = document.getElementById("w") !== null;' +
        'document.writeln("<b>two</b>"); document.write("<script>var nested = 1<\\/script>"); document.close()</script> after',
    )
    await openRoom(page, room)
    const content = cards(page).locator('.content')
    await expect(content.locator('ul > li')).toHaveText('one')
    expect(await content.evaluate((element: HTMLElement) => element.innerText.replace(/\s+/g, ' '))).toBe(
      'before one two after',
    )
    expect(await value(page, 'found')).toBe(true)
    expect(await value(page, 'nested')).toBe(1)
    await send(page, 'the room lives')
    await expect(cards(page, 'the room lives')).toBeVisible()
  })

  test('5.30 a js file’s, and a handler’s, too', async ({ page, room, bot }) => {
    bot.serve('/w.js', 'document.write("<i>from the file</i>")')
    await room.botSays(bot, { text: 'writes', js: 'w.js' })
    await openRoom(page, room)
    await expect(cards(page, 'writes').locator('.content i')).toHaveText('from the file')
  })

  const refused: [what: string, code: string][] = [
    ['body.innerHTML', 'document.body.innerHTML = "gone"'],
    ['documentElement.innerHTML', 'document.documentElement.innerHTML = "gone"'],
    ['body.textContent', 'document.body.textContent = ""'],
    ['#necsus', 'document.getElementById("necsus").innerHTML += "more"'],
    ['replaceChildren', 'document.body.replaceChildren()'],
    ['remove', 'document.body.remove()'],
    ['location.href', 'location.href = "/docs"'],
    ['location', 'location = "/docs"'],
    ['location.assign', 'location.assign("/docs")'],
    ['location.replace', 'location.replace("/docs")'],
    ['location.reload', 'location.reload()'],
    ['location.search', 'location.search = "?x"'],
    [
      'a form of its own',
      'const f = document.body.appendChild(document.createElement("form")); f.action = "/docs"; f.submit()',
    ],
  ]
  for (const [what, code] of refused) {
    test(`5.30 refused, and said so: ${what}`, async ({ page, room, bot }) => {
      await room.botSays(bot, `guilty<script>${code}</script>`)
      await openRoom(page, room)
      await expect(errors(page, 'guilty')).toContainText('replace the page of the room')
      await send(page, 'the room lives')
      await expect(cards(page, 'the room lives')).toBeVisible()
      expect(page.url()).toBe(room.address)
    })
  }

  test('5.30 form.submit() of a bot’s form goes to the bot, whatever its fields are called', async ({
    page,
    room,
    bot,
  }) => {
    const fields = ['getAttribute', 'after', 'dataset', 'submit2', 'hasAttribute', 'action', 'nextElementSibling']
    const inputs = fields.map((name) => `<input type="hidden" name="${name}" value="v">`).join('')
    await room.botSays(
      bot,
      `<form><select name="s" onchange="this.form.submit()"><option>1<option>2</select>${inputs}</form>`,
    )
    bot.answer = () => ({ text: 'chosen' })
    await openRoom(page, room)
    // Playwright itself asks the form for what these fields hide.
    await page.evaluate(() => {
      const select = document.querySelector('.content select') as HTMLSelectElement
      select.value = '2'
      select.dispatchEvent(new Event('change'))
    })
    await expect(cards(page, 'chosen')).toBeVisible()
    expect(bot.asked[0]!.form_data).toMatchObject({ s: '2', getAttribute: 'v', action: 'v' })
  })
})

test.describe('5.31 safe start', () => {
  const banner = (page: Page) => page.locator('.banner-plain')

  test('5.31 ?plain in the address: no script runs, forms work, and one press turns scripts on', async ({
    page,
    room,
    bot,
  }) => {
    await room.botSays(
      bot,
      '<script>var ran = true</script><form><input name="title" value="x"><button>go</button></form>',
    )
    bot.answer = () => ({ text: 'got it' })
    await openRoom(page, room)
    await page.goto(`${room.address}?plain`)
    await expect(banner(page)).toContainText('scripts are off')
    await cards(page).getByRole('button', { name: 'go' }).click()
    await expect(cards(page, 'got it')).toBeVisible()
    expect(bot.asked[0]!.form_data).toEqual({ title: 'x' })
    expect(await page.evaluate(() => 'ran' in window)).toBe(false)
    await banner(page).getByRole('button', { name: 'Turn on again' }).click()
    await expect.poll(() => page.evaluate(() => 'ran' in window).catch(() => false)).toBe(true)
    expect(page.url()).toBe(room.address)
    await expect(banner(page)).toHaveCount(0)
  })

  test('5.31 after a page that bots’ code held up for good, the next one is plain, until it is turned on', async ({
    page,
    room,
    bot,
  }) => {
    await room.botSays(bot, 'long<script>var end = Date.now() + 5000; while (Date.now() < end);</script>')
    await remember(page, { settings: {} })
    await page.goto(room.address)
    await page.waitForFunction((key) => sessionStorage.getItem(key), `necsus-trying-${room.name}`)
    await page.reload()
    await expect(banner(page)).toContainText('Bots’ scripts are off: the last try did not end well')
    await send(page, 'the room lives')
    await expect(cards(page, 'the room lives')).toBeVisible()
    await banner(page).getByRole('button', { name: 'Turn on again' }).click()
    await expect(banner(page)).toHaveCount(0)
  })

  test('5.31 the mark is there while bots’ code runs, and gone once the page has answered for a while', async ({
    page,
    room,
    bot,
  }) => {
    const key = `necsus-trying-${room.name}`
    await room.botSays(bot, `<script>var mark = sessionStorage.getItem(${JSON.stringify(key)})</script>`)
    await openRoom(page, room)
    await expect.poll(() => value(page, 'mark')).toBeTruthy()
    await expect.poll(() => page.evaluate((name) => sessionStorage.getItem(name), key), { timeout: 15_000 }).toBeNull()
    await page.reload()
    await expect(cards(page)).toHaveCount(1)
    await page.reload()
    await expect(cards(page)).toHaveCount(1)
    await expect(banner(page)).toHaveCount(0)
  })
})

test.describe('5.32 the page that scripts see', () => {
  test('5.32 what is fixed is fixed to the window, also after scrolling', async ({ page, room, bot }) => {
    await room.sayAll(Array.from({ length: 60 }, (_, index) => `line ${index}`))
    await room.botSays(bot, '<div id="bar" style="position:fixed;top:0;left:0;height:9px;width:50px">x</div>')
    await room.botSays(bot, '<div id="cover" style="position:fixed;inset:0;pointer-events:none"></div>')
    await openRoom(page, room)
    await expectAtEnd(page)
    const box = (id: string) =>
      page.locator(id).evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect)
    expect(await box('#bar')).toMatchObject({ top: 0, left: 0 })
    const { width, height } = page.viewportSize()!
    expect(await box('#cover')).toMatchObject({ top: 0, left: 0, width, height })
    await page.locator('.messages').evaluate((element) => (element.scrollTop = 0))
    expect(await box('#bar')).toMatchObject({ top: 0, left: 0 })
  })

  test('5.32 innerText of a message is its text, in view or not', async ({ page, room }) => {
    const all = Array.from({ length: 450 }, (_, index) => aMessage(index + 1, { text: `line ${index}` }))
    await page.route(/\/api\/messages\?/, (route) => {
      const query = new URL(route.request().url()).searchParams
      const older = all.filter(({ id }) => id < Number(query.get('before') ?? Infinity))
      return route.fulfill({ json: older.slice(-Number(query.get('limit'))) })
    })
    await openRoom(page, room)
    await expect(cards(page)).toHaveCount(450)
    const texts = () =>
      cards(page).evaluateAll((all) => all.map((card) => card.querySelector<HTMLElement>('.content')!.innerText))
    expect(await texts()).toEqual(Array.from({ length: 450 }, (_, index) => `line ${index}`))
    expect(
      await cards(page)
        .first()
        .evaluate((card: HTMLElement) => card.innerText),
    ).toContain('line 0')
    await expectAtEnd(page)
  })

  test('5.32 the list’s children are the messages', async ({ page, room }) => {
    await room.sayAll(Array.from({ length: 250 }, (_, index) => `line ${index}`))
    await openRoom(page, room)
    await expect(cards(page)).toHaveCount(250)
    const seen = await page.evaluate(() => {
      const list = document.getElementById('messages-list')!
      const isCard = (child: Element) => child.matches('.message-card')
      const first = list.querySelector(':scope > .message-card')!
      list.removeChild(first)
      const banner = document.createElement('p')
      banner.id = 'mine'
      list.insertBefore(banner, list.querySelectorAll('.message-card')[248]!)
      return {
        children: [...list.children].filter(isCard).length,
        scoped: document.querySelectorAll('#messages-list > .message-card').length,
        isOut: !first.isConnected,
      }
    })
    expect(seen).toEqual({ children: 249, scoped: 249, isOut: true })
    const tops = await page
      .locator('#mine, #messages-list > .message-card:nth-last-child(-n+3)')
      .evaluateAll((all) => all.map((element) => element.getBoundingClientRect().top))
    expect(tops).toEqual([...tops].sort((a, b) => a - b))
  })

  for (const kind of ['keydown', 'keyup'] as const) {
    for (const how of [{ key: 'Enter' }, { keyCode: 13 }]) {
      test(`5.32 a script that sets the field and dispatches ${kind} ${JSON.stringify(how)} sends`, async ({
        page,
        room,
      }) => {
        await openRoom(page, room)
        await page.evaluate(
          ([type, init]) => {
            const field = document.querySelector<HTMLTextAreaElement>('#message-input')!
            field.value = 'by a script'
            field.dispatchEvent(new KeyboardEvent(type, { ...init, bubbles: true }))
          },
          [kind, how] as const,
        )
        await expect(cards(page, 'by a script')).toHaveCount(1)
        await expect(input(page)).toHaveValue('')
      })
    }
  }

  test('5.32 #name finds the name field', async ({ page, room }) => {
    await openRoom(page, room)
    await openSettings(page)
    await expect(page.locator('#name')).toHaveValue('Ada')
    await expect(page.getByLabel('Name', { exact: true }).first()).toHaveAttribute('id', 'name')
  })
})
