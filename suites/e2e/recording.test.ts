import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { writeTinyModel } from '../../plugin/engines/onnx/test-support/tiny-model.ts'
import { config, dataset, lines } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { type Outcome, type RunOptions, runEdgejson } from './support/vitest-process.ts'

const COUNT = 12

/** A module without a content hash: `body` makes the output text of a request to the rating number `n`. */
function engine(body: string): string {
  return `
import { appendFileSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { defineEngine } from 'vitest-edgejson/engines'
export default () => defineEngine({ model: { id: 'mine' }, concurrency: 2, answer: async ({ prompt, id }) => {
  const n = Number(/Rating: (\\d+)/.exec(prompt.text)[1])
  const right = JSON.stringify({ rating: n, comment: 'comment ' + n })
  appendFileSync('asked.log', id + '\\n')
  ${body}
} })
`
}

const RIGHT = 'return right'
const FAILS_ONCE = `if (n === 7) throw new Error('boom'); return right`
const WRONG = `return '{"rating": -1}'`

function project(body: string): Project {
  return new Project({
    'vitest.config.ts': config(`{ model: './engine.mjs', datasets: ['bench.jsonl'] }`),
    'bench.jsonl': dataset(COUNT),
    'engine.mjs': engine(body),
  })
}

interface Report {
  readonly resumed: number
  readonly totals: { readonly exact: number; readonly failed: number }
  readonly verdict: { readonly state: string; readonly notes: readonly string[] }
  readonly cases: readonly {
    readonly failure: string | null
    readonly completion: { readonly tokensIn: number }
  }[]
}

async function run(made: Project, options: RunOptions = {}): Promise<Outcome & { report: Report }> {
  writeFileSync(made.path('asked.log'), '')
  const outcome = await runEdgejson(made, [], options)
  return { ...outcome, report: JSON.parse(made.read('.edgejson/report.json')) as Report }
}

const asked = (made: Project): string[] => made.read('asked.log').split('\n').filter(Boolean)
const partials = (made: Project): string[] =>
  readdirSync(made.path('.edgejson')).filter((name) => name.includes('.partial.'))

test('no completion of an earlier model is used for the model under test', async () => {
  const made = project(RIGHT)
  expect((await run(made)).exitCode).toBe(0)
  made.write('engine.mjs', engine(FAILS_ONCE))
  expect((await run(made)).exitCode).toBe(2)
  expect(partials(made)).toHaveLength(1)

  made.write('engine.mjs', engine(WRONG))
  const { exitCode, report } = await run(made)
  expect(report.totals.exact).toBe(0)
  expect(report.resumed).toBe(0)
  expect(report.verdict.state).toBe('regression')
  expect(report.verdict.notes.join('\n')).toMatch(/no content hash.*record: 'resume'.*EDGEJSON_RUN_ID/)
  expect(exitCode).toBe(1)
  expect(asked(made)).toHaveLength(COUNT)
  expect(partials(made)).toEqual([])
})

test('the attempts of one run share completions by EDGEJSON_RUN_ID, and the report says so', async () => {
  const made = project(FAILS_ONCE)
  const env = { EDGEJSON_RUN_ID: '4711' }
  expect((await run(made, { env })).exitCode).toBe(2)
  made.write('engine.mjs', engine(RIGHT))
  const { report } = await run(made, { env })
  expect(asked(made)).toHaveLength(1)
  expect(report).toMatchObject({ resumed: COUNT - 1, totals: { exact: COUNT } })
  expect(report.verdict.notes.join('\n')).toContain('reused by choice (EDGEJSON_RUN_ID)')
})

test('an edited chat template is another model: an ONNX folder is not resumed', async () => {
  const long = `Rating: 1 ${'x'.repeat(600)}`
  const made = new Project({
    'vitest.config.ts': config(
      `{ model: './model', datasets: ['bench.jsonl'], template: 'chat', concurrency: 1 }`,
    ),
    // The second prompt is longer than the model's context, so that no run is complete.
    'bench.jsonl': lines(
      ['Rating: 0', long].map((prompt, index) => ({
        id: `ex-${index}`,
        prompt,
        expected: { rating: index },
      })),
    ),
  })
  writeTinyModel(made.path('model'))
  const first = await run(made)
  expect(first.exitCode, first.stdout).toBe(2)
  expect(first.report).toMatchObject({ resumed: 0, totals: { failed: 1 } })
  expect((await run(made)).report).toMatchObject({ resumed: 1, totals: { failed: 1 } })

  const template = made.path('model/chat_template.jinja')
  writeFileSync(template, readFileSync(template, 'utf8').replace('<{{', '<<{{'))
  const { report } = await run(made)
  expect(report.resumed).toBe(0)
  const promptTokens = ({ cases }: Report): number => cases[0]?.completion.tokensIn ?? 0
  expect(promptTokens(report)).toBe(promptTokens(first.report) + 1)
  expect(report.verdict.notes.join('\n')).toContain('they are of another chat template')
})

test('two runs in one folder at the same time each record for themselves, and say so', async () => {
  // The first request of each run waits for that of the other, however long a busy machine takes to start it.
  const made = project(`
  if (n === 0) writeFileSync('began-' + process.env.SPACES, '')
  while (!existsSync('began-1') || !existsSync('began-2')) await setTimeout(10)
  return right + ' '.repeat(Number(process.env.SPACES))`)
  const both = await Promise.all(['1', '2'].map((SPACES) => runEdgejson(made, [], { env: { SPACES } })))
  expect(asked(made)).toHaveLength(2 * COUNT)
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0])
  // The one that began first and ended first may not have met the other.
  expect(both.map(({ stdout }) => stdout).join()).toMatch(/another run \(process \d+\) used the same/)

  expect(partials(made)).toEqual([])
  const [header, ...answers] = made.read('.edgejson/answers.jsonl').trimEnd().split('\n')
  expect(JSON.parse(header ?? '')).toMatchObject({ kind: 'edgejson-recording' })
  expect(answers).toHaveLength(COUNT)
  const ends = answers.map((line) => /\}( *)$/.exec(JSON.parse(line).completion.text)?.[1])
  expect(new Set(ends).size).toBe(1)
})

test('once nothing can be recorded no further request is sent', async () => {
  const made = project(`if (n === 3) rmSync('.edgejson', { recursive: true }); return right`)
  const { exitCode, report } = await run(made)
  expect(exitCode).toBe(2)
  expect(asked(made)).toHaveLength(4)
  expect(report.totals).toMatchObject({ exact: 3, failed: COUNT - 3 })
  expect(report.cases[3]?.failure).toMatch(/cannot write the recording/)
  expect(report.cases[4]?.failure).toMatch(/no further request is sent.*record: false/)
  expect(existsSync(made.path('.edgejson/answers.jsonl'))).toBe(false)
})

test('a recording that cannot be completed is a note and no verdict', async () => {
  const made = project(RIGHT)
  made.write(
    'vitest.config.ts',
    config(`{ model: './engine.mjs', datasets: ['bench.jsonl'], assertion: './assertion.mjs' }`),
  )
  made.write(
    'assertion.mjs',
    `import { rmSync } from 'node:fs'
export default ({ example }) => { if (example.id === 'ex-0${COUNT}') rmSync('.edgejson', { recursive: true }) }
`,
  )
  const { exitCode, report, stderr } = await run(made)
  expect(stderr).toBe('')
  expect(report.totals).toMatchObject({ exact: COUNT, failed: 0 })
  expect(report.verdict.notes.join('\n')).toContain('the completions of this run are not recorded')
  expect(exitCode).toBe(0)
})
