import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadEngine } from 'vitest-edgejson/engines'
import { officialPrompt } from '../../plugin/engines/onnx/test-support/packaged-model.ts'
import { config, dataset } from './support/benchmark.ts'
import { resumesAfterKill } from './support/killed-run.ts'
import { Project } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'

const RUNTIME = 'transformers.js'

interface Report {
  readonly model: Readonly<Record<string, unknown>>
  readonly peakMemoryBytes?: number
  readonly latency: { readonly concurrency: number }
  readonly cases: readonly { readonly completion: Readonly<Record<string, unknown>> }[]
}

async function report(engine: string): Promise<Report> {
  const project = new Project({
    'vitest.config.ts': config(
      `{ datasets: ['bench.jsonl'], maxNewTokens: 200, record: false, engine: ${engine} }`,
    ),
    'bench.jsonl': dataset(3),
  })
  const { stderr } = await runEdgejson(project)
  expect(stderr).toBe('')
  return JSON.parse(readFileSync(project.path('.edgejson/report.json'), 'utf8')) as Report
}

test('a run says its runtime and has the completions of the ONNX engine', async () => {
  const theirs = await report(`{ runtime: '${RUNTIME}' }`)
  expect(theirs.model).toMatchObject({ id: 'edgejson-nano', engine: RUNTIME, device: 'cpu', dtype: 'q8' })
  expect(theirs.latency.concurrency).toBe(1)
  if (process.platform === 'linux') expect(theirs.peakMemoryBytes).toBeGreaterThan(2 ** 25)
  const ours = await report('{}')
  const outputs = ({ cases }: Report): unknown[] =>
    cases.map(({ completion: { text, tokensIn, tokensOut } }) => [text, tokensIn, tokensOut])
  expect(outputs(theirs)).toEqual(outputs(ours))
})

/** Long enough that no machine ends it before it is aborted. */
const REQUEST = {
  id: 'one',
  prompt: officialPrompt(Array.from({ length: 60 }, (_, at) => `Field ${at}: value ${at}`).join('\n')),
  maxNewTokens: 400,
  stop: 'eos',
  timeoutMs: 60_000,
} as const

test.skipIf(process.platform !== 'linux')(
  'time-out, abort and a killed process: one clear error each, and no process is left',
  async () => {
    const engine = await loadEngine({ model: 'builtin', runtime: RUNTIME })
    const [late, other] = await engine.generate([
      { ...REQUEST, timeoutMs: 20 },
      { ...REQUEST, id: 'two', maxNewTokens: 5 },
    ])
    expect(late).toMatchObject({ finishReason: 'timeout', error: { code: 'ENGINE_TIMEOUT' } })
    expect(other).toMatchObject({ finishReason: 'length', tokensOut: 5 })

    const abort = new AbortController()
    const stopped = engine.generate([REQUEST], abort.signal)
    setTimeout(() => abort.abort(), 50)
    expect((await stopped)[0]).toMatchObject({ finishReason: 'error', error: { code: 'ABORTED' } })

    const running = engine.generate([REQUEST])
    const [pid] = processes()
    process.kill(pid ?? 0, 'SIGKILL')
    const [killed] = await running
    expect(killed).toMatchObject({ finishReason: 'error', error: { code: 'ENGINE_FAILED' } })
    expect(killed?.error?.message).toMatch(/process of the model .* ended with signal SIGKILL/)
    await engine.close()

    const next = await loadEngine({ model: 'builtin', runtime: RUNTIME })
    expect(processes()).toHaveLength(1)
    await next.close()
    expect(processes()).toEqual([])
  },
)

test(
  'a killed run keeps its completions and resumes',
  () => resumesAfterKill(`engine: { runtime: '${RUNTIME}' }`),
  120_000,
)

/** Processes of models of this test. */
function processes(): number[] {
  try {
    return execFileSync('pgrep', ['-P', String(process.pid), '-f', 'transformers-js/model-process'], {
      encoding: 'utf8',
    })
      .trim()
      .split('\n')
      .map(Number)
  } catch {
    return []
  }
}
