import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { answers, config, dataset } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'

const COUNT = 20

/** An engine whose completions took so many tokens, by the source text of a function of the index; null: not counted. */
const engine = (tokensOf: string): string => `
const all = ${JSON.stringify(answers(COUNT))}
const tokensOf = ${tokensOf}
export default {
  model: { id: 'counter', specifier: './engine.mjs', sha256: null, dtype: null, engine: 'counter', engineVersion: '1',
    threads: 1, parameters: null, bytes: null, contextLength: null },
  concurrency: 4,
  replay: false,
  async generate(requests) {
    return requests.map(({ id }) => {
      const index = all.findIndex((each) => each.id === id)
      const tokensOut = tokensOf(index)
      return { text: all[index].output, finishReason: 'stop', tokensIn: tokensOut === null ? null : 1000, tokensOut,
        replayed: false, timings: { queueMs: 0, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: 1 } }
    })
  },
  async close() {},
}
`

const withOptions = (more: string): string =>
  config(
    `{ model: './engine.mjs', datasets: ['bench.jsonl'], reports: ['html', 'markdown', 'csv'], ${more} }`,
  )

const reportOf = (project: Project) => JSON.parse(project.read('.edgejson/report.json'))
/** Without the breaks of a page of 80 columns. */
const flat = (text: string): string => text.replace(/\s+/g, ' ')

test('the cost of run and examples is in every output, and budgets decide', async () => {
  const project = new Project({
    'vitest.config.ts': withOptions(`prices: { input: 1, output: 10, currency: 'EUR' }, thresholds: {
      tokensOut: { mean: 150, p95: 199 }, cost: { total: 0.05, mean: 0.002 } }`),
    'bench.jsonl': dataset(COUNT),
    'engine.mjs': engine('(index) => (index < 10 ? 100 : 200)'),
  })
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode, stdout).toBe(1)
  const report = reportOf(project)
  expect(report.cost).toMatchObject({
    currency: 'EUR',
    input: 1,
    output: 10,
    examples: COUNT,
    amounts: { mean: expect.closeTo(0.0025, 12), p95: 0.003, total: expect.closeTo(0.05, 12) },
    reason: null,
  })
  expect(report.outcome).toMatchObject({ exitCode: 1, title: 'threshold not met' })
  const text = '0.05 EUR: 0.0025 EUR an example (mean), 0.003 EUR (p95)'
  expect(flat(stdout)).toContain(`cost ${text}`)
  expect(flat(stdout)).toContain(
    'Threshold not met: cost of an example (mean) is 0.0025 EUR, must be at most 0.002 EUR.',
  )
  expect(flat(stdout)).toContain(
    'Threshold not met: output tokens of an example (p95) is 200, must be at most 199.',
  )
  expect(project.read('.edgejson/report.html')).toContain(text)
  expect(project.read('.edgejson/report.md')).toMatch(/- cost: 0(?:\.|&#46;)05 EUR/)
  expect(project.read('.edgejson/junit.xml')).toMatch(/name="cost" value="0\.05\d*"/)
  const [first] = parse<Record<string, string>>(project.read('.edgejson/cases.csv'), {
    bom: true,
    columns: true,
  })
  expect(first).toMatchObject({ tokens_out: '100', cost: '0.002' })
})

test('a budget on tokens that were not counted is inconclusive, never a pass', async () => {
  const project = new Project({
    'vitest.config.ts': withOptions(
      `prices: { input: 1, output: 10 }, thresholds: { cost: { total: 100 }, tokensOut: { total: 1e6 } }`,
    ),
    'bench.jsonl': dataset(COUNT),
    'engine.mjs': engine('(index) => (index === 3 ? null : 100)'),
  })
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode, stdout).toBe(2)
  expect(flat(stdout)).toContain('2 thresholds could not be judged: 1 of 20 completions has no token counts')
  expect(flat(stdout)).toContain('cost not measured: 1 of 20 completions has no token counts')
  expect(reportOf(project)).toMatchObject({ cost: { amounts: null }, outcome: { exitCode: 2 } })
  expect(project.read('.edgejson/junit.xml')).toMatch(
    /<error message="cost of the run, at most 100 USD: 1 of 20/,
  )
})
