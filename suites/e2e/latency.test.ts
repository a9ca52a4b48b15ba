import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { answers, config, dataset, ids } from './support/benchmark.ts'
import { Project, prepared } from './support/project.ts'
import { type Outcome, runEdgejson } from './support/vitest-process.ts'

const COUNT = 30
const SAMPLE = 10
const WARM_UP = 2
const FILE = 'bench.edgejson.pi5-lab.latency.jsonl'

/** An engine with a clock of its own: `factor.txt` says how slow the machine is today. It records the ids of its requests. */
const ENGINE = `
import { appendFileSync, readFileSync } from 'node:fs'
const outputs = new Map(${JSON.stringify(answers(COUNT))}.map(({ id, output }) => [id, output]))
const factor = Number(readFileSync('factor.txt', 'utf8'))
export default {
  model: { id: 'clock', specifier: './engine.mjs', sha256: null, dtype: null, engine: 'clock', engineVersion: '1',
    threads: 1, parameters: null, bytes: null, contextLength: null },
  concurrency: 4,
  replay: false,
  async generate(requests) {
    return requests.map(({ id }) => {
      appendFileSync('asked.log', id + '\\n')
      const decodeMs = 190 * factor + Number(id.slice(-1))
      return { text: outputs.get(id), finishReason: 'stop', tokensIn: 10, tokensOut: 20, replayed: false,
        speculation: { drafted: 12, accepted: 9 },
        timings: { queueMs: 0, prefillMs: 10, firstTokenMs: 12, decodeMs, totalMs: 12 + decodeMs } }
    })
  },
  async close() {},
}
`

function options(latency = `{ sample: ${SAMPLE}, warmUp: ${WARM_UP} }`): string {
  return config(`{ model: './engine.mjs', datasets: ['bench.jsonl'], concurrency: 4, latency: ${latency} }`)
}

function timedProject(factor = 1): Project {
  return new Project({
    'vitest.config.ts': options(),
    'bench.jsonl': dataset(COUNT),
    'engine.mjs': ENGINE,
    'factor.txt': String(factor),
  })
}

const onPi = (env: Record<string, string> = {}) => ({ env: { EDGEJSON_MACHINE: 'pi5-lab', ...env } })

async function run(
  project: Project,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<Outcome> {
  project.remove('asked.log')
  const outcome = await runEdgejson(project, args, onPi(env))
  expect(outcome.stderr).toBe('')
  return outcome
}

const reportOf = (project: Project) => JSON.parse(project.read('.edgejson/report.json'))
const asked = (project: Project): string[] => project.read('asked.log').split('\n').filter(Boolean)

let first: Outcome
/** A project on whose machine a baseline was written, by the run {@link first}. */
const withBaseline = prepared(async () => {
  const project = timedProject()
  first = await run(project)
  expect(first.exitCode, first.stdout).toBe(0)
  return project
})

test('the first run times a fixed sample after a warm-up, writes the file, and leaves all else as it was', async () => {
  const project = await withBaseline()
  const { stdout } = first
  expect(stdout).toContain(`${COUNT} passed (${COUNT})`)
  expect(stdout).toContain('new latency baseline')
  expect(reportOf(project).latencyGate).toMatchObject({ state: 'new', exitCode: 0, machine: 'pi5-lab' })

  const order = asked(project)
  expect(order).toHaveLength(COUNT + WARM_UP + SAMPLE)
  const sample = order.slice(-SAMPLE)
  const [header, ...lines] = project
    .read(FILE)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(header).toMatchObject({ kind: 'edgejson-latency', machine: 'pi5-lab', sample: { examples: SAMPLE } })
  expect(lines.map(({ id }) => id)).toEqual(sample.toSorted())
  expect(order.slice(COUNT, COUNT + WARM_UP).some((id) => sample.includes(id))).toBe(false)

  const report = reportOf(project)
  expect(report.latency.totalMs.count).toBe(COUNT)
  expect(report.latency.speculation).toMatchObject({ completions: COUNT, acceptanceRate: 0.75 })
  expect(project.read('.edgejson/answers.jsonl').trimEnd().split('\n')).toHaveLength(1 + COUNT)
  expect(project.read('bench.edgejson.baseline.jsonl')).not.toMatch(/latency|totalMs/)

  // Neither the sample nor the file depends on the run.
  const written = project.read(FILE)
  const again = await run(project)
  expect(again.exitCode).toBe(0)
  expect(asked(project).slice(-SAMPLE)).toEqual(sample)
  expect(reportOf(project).latencyGate.state).toBe('stable')
  expect(project.read(FILE)).toBe(written)
})

test('a slower machine warns; with fail: true the exit code is 1; -u accepts it', async () => {
  const project = await withBaseline()
  project.write('factor.txt', '10')
  const warned = await run(project)
  expect(warned.exitCode).toBe(0)
  expect(warned.stdout).toContain('latency slower')
  const { state, ratios } = reportOf(project).latencyGate
  expect(state).toBe('slower')
  expect(ratios).toMatchObject([
    { figure: 'firstTokenMs', ratio: 1, judged: true },
    { figure: 'msPerToken', judged: true },
    { figure: 'totalMs', judged: false },
  ])
  expect(reportOf(project).verdict.state).toBe('stable')

  project.write('vitest.config.ts', options(`{ sample: ${SAMPLE}, warmUp: ${WARM_UP}, fail: true }`))
  const failed = await run(project, [], { CI: 'true' })
  expect(failed.exitCode).toBe(1)
  expect(reportOf(project)).toMatchObject({
    verdict: { state: 'stable', exitCode: 0 },
    latencyGate: { exitCode: 1 },
  })
  expect(project.read('.edgejson/junit.xml')).toContain('type="slower"')

  const accepted = await run(project, ['-u'])
  expect(accepted.exitCode).toBe(0)
  expect(accepted.stdout).toMatch(/latency accepted {2}TTFT ×1\.00/)
  expect((await run(project)).exitCode).toBe(0)
  expect(reportOf(project).latencyGate.state).toBe('stable')
})

test('CI without a file says so and writes none; exit code 2 only with fail: true', async () => {
  const project = await withBaseline()
  project.remove(FILE)
  const { exitCode, stdout } = await run(project, [], { CI: 'true' })
  expect(exitCode).toBe(0)
  expect(stdout).toContain(FILE)
  expect(stdout).toContain('latency not judged')
  project.write('vitest.config.ts', options(`{ sample: ${SAMPLE}, warmUp: ${WARM_UP}, fail: true }`))
  expect((await run(project, [], { CI: 'true' })).exitCode).toBe(2)
  expect(existsSync(project.path(FILE))).toBe(false)
})

test.each([
  ['filtered', ['-t', 'ex-001'], {}, 1],
  ['limited to the first 5', [], { EDGEJSON_LIMIT: '5' }, 5],
])('a run that is %s requests nothing again', async (reason, args, env, ran) => {
  const project = timedProject()
  const { exitCode, stdout } = await run(project, args, env)
  expect(exitCode).toBe(0)
  expect(stdout).toContain(`latency not gated  ${reason}`)
  expect(asked(project)).toHaveLength(ran)
  expect(existsSync(project.path(FILE))).toBe(false)
})

test('a replay is not timed', async () => {
  const project = await withBaseline()
  const written = project.read(FILE)
  project.write('answers.jsonl', readFileSync(project.path('.edgejson/answers.jsonl'), 'utf8'))
  const { exitCode, stdout } = await run(project, ['-u'], { EDGEJSON_MODEL: 'replay:answers.jsonl' })
  expect(exitCode).toBe(0)
  expect(stdout).toContain('latency not gated  replayed, no model ran')
  expect(project.read(FILE)).toBe(written)
})

test('a removed example is named, the others are compared, and a broken file is said to be one', async () => {
  const project = await withBaseline()
  project.write('bench.jsonl', dataset(COUNT - 1))
  const { exitCode, stdout } = await runEdgejson(project, [], onPi())
  expect(exitCode).toBe(2) // the example is missing from the accuracy baseline, too
  expect(stdout).toContain('1 of 10 examples of the sample are not in the latency baseline')
  expect(reportOf(project).latencyGate.state).toBe('stable')

  project.write('bench.jsonl', dataset(COUNT))
  project.write(FILE, project.read(FILE).split('\n').slice(0, 4).join('\n'))
  const cut = await run(project)
  expect(cut.exitCode).toBe(0)
  expect(cut.stdout).toContain('latency not judged')
  expect(reportOf(project).latencyGate.reason).toContain(
    `${FILE}:1: the header announces ${SAMPLE} examples, but 3 lines follow`,
  )
})

test('without a label nothing is measured', async () => {
  const project = timedProject()
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode).toBe(0)
  expect(stdout).toContain('latency not gated  this machine has no label (EDGEJSON_MACHINE')
  expect(asked(project).toSorted()).toEqual(ids(COUNT))
})
