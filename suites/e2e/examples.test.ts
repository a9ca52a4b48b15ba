import { cpSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { HOST, Project, REPOSITORY } from './support/project.ts'
import { type Outcome, runEdgejson, runVitest } from './support/vitest-process.ts'

/** A copy of an example in which the package is installed: its published files in node_modules, as npm puts them. */
function example(name: string): Project {
  const project = new Project({})
  cpSync(path.join(REPOSITORY, 'examples', name), project.root, { recursive: true })
  const source = HOST === REPOSITORY ? REPOSITORY : path.join(HOST, 'node_modules/vitest-edgejson')
  for (const part of ['package.json', 'dist', 'fixtures/edgejson', 'fixtures/models']) {
    const target = project.path(path.join('node_modules/vitest-edgejson', part))
    cpSync(path.join(source, part), target, { recursive: true })
  }
  return project
}

/** A text without durations, each run of white space as one space: where a terminal wraps a sentence does not count. */
const comparable = (text: string): string =>
  text
    .replaceAll(/\d+ms$/gm, '…ms')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** Lines of the README's output that no run printed: it is to be a real output. */
function notPrinted(project: Project, ...runs: readonly Outcome[]): string[] {
  const [, block = ''] = /^```text\n([\s\S]*?)^```$/m.exec(project.read('README.md')) ?? []
  const shown = block.split('\n').filter((line) => line.trim() !== '')
  expect(shown.length).toBeGreaterThan(2)
  const printed = comparable(runs.map(({ stdout }) => stdout).join('\n'))
  return shown.filter((line) => !printed.includes(comparable(line)))
}

test('basic: the packaged model, limited to three examples', async () => {
  const project = example('basic')
  const run = await runEdgejson(project, [], { env: { EDGEJSON_LIMIT: '3' } })
  expect(run.exitCode, run.stdout + run.stderr).toBe(0)
  expect(notPrinted(project, run)).toEqual([])
})

test('own-dataset: own keys and schema, compared with the committed baseline', async () => {
  const project = example('own-dataset')
  const run = await runEdgejson(project, [], { env: { CI: 'true' } })
  expect(run.exitCode, run.stdout + run.stderr).toBe(0)
  expect(notPrinted(project, run)).toEqual([])
  const { cases } = JSON.parse(project.read('.edgejson/report.json'))
  expect(cases[0]).toMatchObject({ id: 'T-1001', schemaId: 'ticket', source: 'form' })
})

test('custom-engine: a module completes the prompts', async () => {
  const project = example('custom-engine')
  const run = await runEdgejson(project)
  expect(run.exitCode, run.stdout + run.stderr).toBe(0)
  expect(notPrinted(project, run)).toEqual([])
  expect(project.read('evals/orders.edgejson.baseline.jsonl')).toContain('order_21')
})

test('custom-assertion: the module decides which example passes, matchers work in a plain test', async () => {
  const project = example('custom-assertion')
  const run = await runEdgejson(project)
  expect(run.exitCode, run.stdout + run.stderr).toBe(0)
  expect(notPrinted(project, run)).toEqual([])
  const unit = await runVitest(project, ['run', '--project', '!edgejson', '--reporter', 'default'])
  expect(unit.exitCode, unit.stdout + unit.stderr).toBe(0)
  expect(unit.stdout).toMatch(/Tests\s+1 passed \(1\)/)
})

test('quantization-gate: a fair 4-bit copy passes, a spoilt one fails', async () => {
  const project = example('quantization-gate')
  const runs: Outcome[] = []
  for (const [recording, exitCode] of [
    ['q8', 0],
    ['q4', 0],
    ['q4-one-scale', 1],
  ] as const) {
    const env = { CI: 'true', EDGEJSON_MODEL: `replay:recordings/${recording}.jsonl` }
    const run = await runEdgejson(project, [], { env })
    expect(run.exitCode, run.stdout + run.stderr).toBe(exitCode)
    runs.push(run)
  }
  expect(runs[0]?.stdout).toMatch(/stable {3}JSONExact stays at 40 of 40/)
  expect(notPrinted(project, ...runs)).toEqual([])
})

test.each(['basic', 'own-dataset', 'custom-engine', 'custom-assertion', 'quantization-gate'])(
  'the package.json of %s asks for the version in this repository',
  (name) => {
    const read = (file: string) => JSON.parse(readFileSync(path.join(REPOSITORY, file), 'utf8'))
    const { devDependencies } = read(`examples/${name}/package.json`)
    expect(devDependencies['vitest-edgejson']).toBe(`^${read('package.json').version}`)
  },
)
