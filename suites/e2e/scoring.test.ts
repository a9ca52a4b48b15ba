import { expect, test } from 'vitest'
import { config, lines } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'

const RULES = `[
  { path: '$.items', list: 'aligned', by: ['sku'] },
  { path: '$..price', number: { absolute: 0.01 } },
  { path: '$.vendor', comparator: './vendor.mjs' },
]`
const project = (rules: string, vendor = 'expected.toLowerCase() === received.toLowerCase()') =>
  new Project({
    'bench.jsonl': lines([
      {
        id: 'a',
        prompt: 'A',
        expected: {
          vendor: 'Ada',
          items: [
            { sku: 1, price: 2 },
            { sku: 2, price: 3 },
          ],
        },
      },
      { id: 'b', prompt: 'B', expected: { vendor: 'Bob', items: [] } },
    ]),
    'answers.jsonl': lines([
      { id: 'a', output: '{"vendor": "ADA", "items": [{"sku": 2, "price": 3.01}, {"sku": 1, "price": 2}]}' },
      { id: 'b', output: '{"vendor": "Rob", "items": []}' },
    ]),
    'vendor.mjs': `export default (expected, received) => ${vendor}\n`,
    'vitest.config.ts': config(
      `{ model: 'replay:answers.jsonl', datasets: 'bench.jsonl', scoring: { rules: ${rules} } }`,
    ),
  })

test('scoring rules decide tests, gate and reports, and are part of what runs must share', async () => {
  const run = project(RULES)
  const first = await runEdgejson(run)
  expect(first.exitCode, first.stdout).toBe(0)
  expect(first.stdout).toContain('1 passed | 1 skipped (2)')
  expect(first.stdout).toContain('$.vendor: expected "Bob", got "Rob"')
  expect(first.stdout).toMatch(/task +95 % interval +lenient +strict +official/)
  const { totals, scoring, fingerprint, cases } = JSON.parse(run.read('.edgejson/report.json'))
  expect(totals).toMatchObject({ exact: 1, task: { jsonExact: 0.5 }, lenient: { jsonExact: 0 } })
  expect(fingerprint.scoringRules).toMatch(/^[0-9a-f]{16}$/)
  expect(scoring.rules).toHaveLength(3)
  expect(cases[0].scores).toMatchObject({ errorClass: null, differences: [], task: { fieldF1: 1 } })

  run.write('vendor.mjs', 'export default () => true\n')
  const changed = await runEdgejson(run)
  expect(changed.exitCode).toBe(2)
  expect(JSON.parse(run.read('.edgejson/report.json')).verdict.reason).toMatch(
    /^not comparable with the baseline: scoring rules [0-9a-f]{7,8}…? → [0-9a-f]{7,8}…?$/,
  )
})

test('a rule that cannot be used is named before the run', async () => {
  const misspelt = await runEdgejson(project(RULES.replace('$..price', '$.items[*].prize')))
  expect(misspelt.exitCode).toBe(2)
  expect(misspelt.stdout + misspelt.stderr).toContain(
    'option scoring.rules[1].path is "$.items[*].prize", which matches nothing in the expected values and JSON Schemas of the datasets. Where it ends, they have: "price", "sku".',
  )
})
