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

const WORDS = `const words = (text) => new Set(String(text).toLowerCase().split(' '))
export default ({ received, expected }) => {
  const [found, right] = [words(received?.summary), words(expected.summary)]
  return [...right].filter((word) => found.has(word)).length / right.size
}
`
const summaries = (changed: number) =>
  lines(
    Array.from({ length: 20 }, (_, index) => ({
      id: `s${index}`,
      output: JSON.stringify({ summary: index < changed ? 'nothing' : 'Two boxes ARRIVED' }),
    })),
  )
const own = (metric: string, gate = "{ metric: 'ownMetric' }") =>
  new Project({
    'bench.jsonl': lines(
      Array.from({ length: 20 }, (_, index) => ({
        id: `s${index}`,
        prompt: `Report ${index}`,
        expected: { summary: 'two boxes arrived damaged' },
      })),
    ),
    'answers.jsonl': summaries(0),
    'words.mjs': metric,
    'vitest.config.ts': config(
      `{ model: 'replay:answers.jsonl', datasets: 'bench.jsonl', scoring: { metric: './words.mjs' }, gate: ${gate} }`,
    ),
  })

test('an own metric has a number for each example, and can decide the gate', async () => {
  const run = own(WORDS)
  const first = await runEdgejson(run)
  expect(first.exitCode, first.stdout).toBe(0)
  expect(first.stdout).toMatch(/own metric +0\.750 +0\.750 – 0\.750/)
  const report = JSON.parse(run.read('.edgejson/report.json'))
  expect(report.totals).toMatchObject({ exact: 0, ownMetric: { mean: 0.75, interval: [0.75, 0.75] } })
  expect(report.totals.task).toBeUndefined()
  expect(report.cases[0].scores.ownMetric).toBe(0.75)
  expect(run.read('.edgejson/junit.xml')).toContain('name="own_metric" value="0.75"')

  run.write('answers.jsonl', summaries(8))
  const worse = await runEdgejson(run)
  expect(worse.exitCode, worse.stdout).toBe(1)
  expect(JSON.parse(run.read('.edgejson/report.json')).verdict).toMatchObject({
    state: 'regression',
    metric: 'ownMetric',
    reason: expect.stringMatching(
      /^own metric fell from 0\.750 to 0\.450 over 20 examples \(−0\.300; 8 lower, 0 higher; p /,
    ),
  })

  run.write('words.mjs', WORDS.replace('toLowerCase', 'toUpperCase'))
  const other = await runEdgejson(run)
  expect(other.exitCode).toBe(2)
  expect(JSON.parse(run.read('.edgejson/report.json')).verdict.reason).toContain(
    'not comparable with the baseline: scoring rules',
  )
})

test('an own metric that fails is an infrastructure error; one that is missing is named before the run', async () => {
  const failing = await runEdgejson(own('export default () => 2\n'))
  expect(failing.exitCode).toBe(2)
  expect(failing.stdout + failing.stderr).toContain(
    'the metric "./words.mjs" returned 2; it must return a number from 0 to 1. The output is not scored.',
  )
  const missing = own(WORDS)
  missing.remove('words.mjs')
  const unread = await runEdgejson(missing)
  expect(unread.exitCode).toBe(2)
  expect(unread.stdout + unread.stderr).toContain('the metric "./words.mjs" cannot be read')
})
