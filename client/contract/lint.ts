// Holds api.yaml against the rules that Redocly recommends:  npm run api:lint
import { fileURLToPath } from 'node:url'

import { createConfig, lint, type NormalizedProblem } from '@redocly/openapi-core'

const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    // Beyond what is recommended: what Swagger UI shows as an example must be one.
    'no-invalid-schema-examples': 'error',
    'no-invalid-parameter-examples': 'error',
    'no-required-schema-properties-undefined': 'error',
    'parameter-description': 'error',
    'tag-description': 'error',
    // Swagger UI fills an example in: what nobody typed would be sent, such as the same Idempotency-Key each time.
    'rule/optional-parameters-have-no-example': {
      subject: { type: 'Parameter' },
      where: [{ subject: { type: 'Parameter' }, assertions: { disallowed: ['required'] } }],
      assertions: { disallowed: ['example', 'examples'] },
    },
  },
})

/** Where a rule doesn't fit, and why. One that fits again is an error too. */
const exceptions = [
  { rule: 'operation-2xx-response', at: '#/paths/~1docs/get/responses', why: 'it redirects, and does nothing else' },
  { rule: 'operation-2xx-response', at: '#/paths/~1ws~1{room}/get/responses', why: 'a handshake succeeds with 101' },
]

const place = ({ location }: NormalizedProblem) => location[0]?.pointer ?? '#'
const problems = await lint({ ref: fileURLToPath(new URL('../../api.yaml', import.meta.url)), config })
const isFor = (problem: NormalizedProblem) => (exception: (typeof exceptions)[number]) =>
  exception.rule === problem.ruleId && exception.at === place(problem)
const wrong = problems.filter((problem) => !exceptions.some(isFor(problem)))
const needless = exceptions.filter((exception) => !problems.some((problem) => isFor(problem)(exception)))

for (const problem of wrong) console.error(`api.yaml ${place(problem)}: ${problem.message} (${problem.ruleId})`)
for (const { rule, at } of needless) console.error(`contract/lint.ts: ${at} has no need of an exception from ${rule}`)
if (wrong.length + needless.length > 0) process.exitCode = 1
else console.log('api.yaml passes the rules that Redocly recommends.')
