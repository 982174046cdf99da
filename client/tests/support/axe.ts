// Looks for what people with disabilities could not use, by axe-core.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

import { expect, type Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export async function expectAccessible(page: Page): Promise<void> {
  // Colours that are still fading in would be measured half-way.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))),
  )
  await page.evaluate(source)
  const results = await page.evaluate(() => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } }
    return axe.run({ resultTypes: ['violations'] })
  })
  const bad = results.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  const complaints = bad.map(({ id, nodes }) => {
    const places = nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`)
    return `${id}\n  ${places.join('\n  ')}`
  })
  expect(complaints.join('\n')).toBe('')
}
