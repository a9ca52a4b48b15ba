import { expect, test } from 'vitest'
import {
  chat,
  type Handler,
  json,
  type LocalServer,
  localServer,
  promptOf,
} from '../../plugin/engines/http/test-support/local-server.ts'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { answers, config, dataset } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { type Outcome, runEdgejson } from './support/vitest-process.ts'

const COUNT = 6

/** A server that is not deterministic at temperature 0: every third completion of the second example is wrong. */
function alternating(): Handler {
  const asked = new Map<number, number>()
  return (request, response) => {
    if (request.method === 'GET') return json(response, { data: [{ id: 'served' }] })
    const index = Number(/Rating: (\d+)/.exec(promptOf(request))?.[1])
    const times = (asked.get(index) ?? 0) + 1
    asked.set(index, times)
    const wrong = index === 1 && times % 3 === 0
    return json(response, chat(wrong ? '{"rating": -1}' : (answers(COUNT)[index]?.output ?? '')))
  }
}

const project = (more = ''): Project =>
  new Project({
    'vitest.config.ts': config(`{ datasets: ['bench.jsonl'], repeats: 3${more} }`),
    'bench.jsonl': dataset(COUNT),
  })

const run = (where: Project, model: string): Promise<Outcome> =>
  runEdgejson(where, [], { env: { EDGEJSON_MODEL: model } })

const served = ({ url }: LocalServer): string => `${url}/v1`

test('a replay of sampled completions is comparable with the live run', async () => {
  const where = project(', engine: { temperature: 0.7, seed: 1, body: { top_p: 0.9 } }')
  const server = await localServer(alternating())
  try {
    const live = await run(where, served(server))
    expect(live.exitCode, live.stdout + live.stderr).toBe(0)
  } finally {
    await server.close()
  }
  const sampling = 'temperature 0.7, seed 1, top_p 0.9'
  expect(JSON.parse(where.read('.edgejson/report.json')).fingerprint).toMatchObject({ sampling })
  where.write('kept.jsonl', where.read('.edgejson/answers.jsonl'))
  const replayed = await run(where, 'replay:kept.jsonl')
  expect(replayed.exitCode, replayed.stdout).toBe(0)
  const report = JSON.parse(where.read('.edgejson/report.json'))
  expect(report).toMatchObject({ fingerprint: { sampling }, verdict: { state: 'stable' } })
  // The tests were compared as well: their marks need a comparable baseline.
  expect(report.cases.every(({ baseline }: { baseline: unknown }) => baseline !== null)).toBe(true)

  where.write('old.jsonl', where.read('kept.jsonl').replace(`,"sampling":"${sampling}"`, ''))
  const old = await run(where, 'replay:old.jsonl')
  expect(old.exitCode).toBe(2)
  expect(old.stdout.replace(/\s+/g, ' ')).toContain(`sampling ${sampling} → greedy`)
})

test('repeats of a server that is not deterministic: figures in every output, and recordings that hold each', async () => {
  const where = project(", reports: ['markdown', 'html', 'csv']")
  const server = await localServer(alternating())
  try {
    const { exitCode, stdout, stderr } = await run(where, served(server))
    expect([exitCode, stderr]).toEqual([0, expect.anything()])
    expect(stdout).toContain('flip rate 16.7 % (1 of 6 examples')
    expect(stdout).toContain('2 of 3 exact')
    const report: LoadedReport = JSON.parse(where.read('.edgejson/report.json'))
    expect(report).toMatchObject({
      fingerprint: { repeats: 3 },
      totals: { examples: COUNT, exact: COUNT - 1 },
      latency: { generation: { completions: 3 * COUNT } },
      repeats: { repeats: 3, examples: COUNT, passRate: 17 / 18, differentOutputs: 1 },
    })
    const [unstable] = report.repeats?.unstable ?? []
    expect(unstable?.right).toBe(2)
    expect(report.cases.filter(({ state }) => state === 'missed').map(({ id }) => id)).toEqual([unstable?.id])
    const junit = where.read('.edgejson/junit.xml')
    expect(junit).toContain('<property name="right_repeats" value="2"/>')
    expect(junit).toContain('2 of 3 exact; ')
    expect(where.read('.edgejson/report.html')).toContain('Unstable examples')
    expect(where.read('.edgejson/report.md')).toContain('### 3 repeats of each example')
  } finally {
    await server.close()
  }

  const lines = where.read('.edgejson/answers.jsonl').trim().split('\n').slice(1)
  expect(lines).toHaveLength(3 * COUNT)
  where.write('kept.jsonl', where.read('.edgejson/answers.jsonl'))
  const replayed = await run(where, 'replay:kept.jsonl')
  expect(replayed.exitCode, replayed.stdout).toBe(0)
  const fewer = where
    .read('kept.jsonl')
    .split('\n')
    .filter((line) => !line.includes('"repeat":3'))
  where.write('fewer.jsonl', fewer.join('\n'))
  const refused = await run(where, 'replay:fewer.jsonl')
  expect(refused.exitCode).toBe(2)
  // Where a line wraps depends on the length of the project's path.
  expect(refused.stdout.replace(/\s+/g, ' ')).toContain('has no output for repeat 3 of "ex-001".')
})

test('an engine with one output for a prompt is refused', async () => {
  const { exitCode, stdout, stderr } = await run(project(), 'rules')
  expect(exitCode).toBe(2)
  expect(stdout + stderr).toContain('option repeats is 3')
})
