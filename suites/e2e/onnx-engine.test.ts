import { execFileSync } from 'node:child_process'
import { readFileSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { loadEngine } from 'vitest-edgejson/engines'
import { writeRandomModel } from '../../plugin/engines/onnx/test-support/random-model.ts'
import { config, dataset } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'

const COUNT = 24
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Report {
  readonly model: { readonly engine: string; readonly threads: number }
  readonly latency: { readonly concurrency: number }
  readonly cases: { readonly completion: { readonly text: string } }[]
}

function project(options: string): Project {
  const made = new Project({
    'vitest.config.ts': config(
      `{ model: './model', datasets: ['bench.jsonl'], maxNewTokens: 60, record: false, ${options} }`,
    ),
    'bench.jsonl': dataset(COUNT),
  })
  writeRandomModel(made.path('model'))
  return made
}

async function report(options: string): Promise<Report> {
  const made = project(options)
  const { stdout, stderr } = await runEdgejson(made)
  expect(stderr).toBe('')
  expect(stdout).toContain(`(${COUNT})`)
  return JSON.parse(readFileSync(made.path('.edgejson/report.json'), 'utf8')) as Report
}

test('batches, draft tokens and replicas change the time of a run and not its completions', async () => {
  const together = await report('')
  expect(together.model).toMatchObject({ engine: 'edgejson-onnx 1', threads: 1 })
  expect(together.latency.concurrency).toBe(32)
  const alone = await report('concurrency: 1, engine: { promptLookup: false }')
  const texts = ({ cases }: Report): string[] => cases.map(({ completion }) => completion.text)
  expect(texts(alone)).toEqual(texts(together))
  expect(texts(await report('engine: { replicas: 3, threads: 1 }'))).toEqual(texts(together))
  expect(new Set(texts(alone)).size).toBeGreaterThan(COUNT / 2)
})

async function engineOf(made: Project): Promise<Awaited<ReturnType<typeof loadEngine>>> {
  const engine = await loadEngine({ model: made.path('model') })
  closing.push(() => engine.close())
  return engine
}

const REQUEST = {
  id: 'one',
  prompt: { kind: 'text', text: 'Rating: 5' },
  maxNewTokens: 400,
  stop: 'eos',
  timeoutMs: 60_000,
} as const

test('a truncated model is an error that names the file and the way out', async () => {
  const made = project('')
  const file = made.path('model/onnx/model.onnx')
  truncateSync(file, 50_000)
  await expect(loadEngine({ model: made.path('model') })).rejects.toThrow(
    new RegExp(`cannot load .*${path.basename(file)}.*download it again`),
  )
})

test('a time-out stops one answer and leaves the others alone', async () => {
  const engine = await engineOf(project(''))
  const [slow, fast] = await engine.generate([
    { ...REQUEST, timeoutMs: 40, maxNewTokens: 1000 },
    { ...REQUEST, id: 'two', maxNewTokens: 30 },
  ])
  expect(slow).toMatchObject({ finishReason: 'timeout', error: { code: 'ENGINE_TIMEOUT' } })
  expect(fast).toMatchObject({ finishReason: expect.stringMatching(/stop|length/) })
})

test.skipIf(process.platform !== 'linux')(
  'a model process that ends fails its requests, and says how it ended',
  async () => {
    const engine = await engineOf(project(''))
    const answer = engine.generate([{ ...REQUEST, maxNewTokens: 1000 }])
    const pid = execFileSync('pgrep', ['-P', String(process.pid), '-f', 'model-process'], {
      encoding: 'utf8',
    }).trim()
    process.kill(Number(pid.split('\n')[0]), 'SIGKILL')
    const [completion] = await answer
    expect(completion).toMatchObject({ finishReason: 'error', error: { code: 'ENGINE_FAILED' } })
    expect(completion?.error?.message).toMatch(/process of the model .* ended with signal SIGKILL.*memory/)
  },
)
