import { expect, test } from 'vitest'
import { answers, config, dataset } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'

const COUNT = 6

/**
 * Responds only when four requests are waiting, or when no new one has arrived for a while. Writes the largest number of waiting
 * requests into a file next to it.
 */
const ENGINE = `
import { writeFileSync } from 'node:fs'
const outputs = new Map(${JSON.stringify(answers(COUNT))}.map(({ id, output }) => [id, output]))
const waiting = []
let most = 0
let timer
const flush = () => { for (const go of waiting.splice(0)) go() }
export default {
  model: { id: 'gathers', engine: 'gathers' },
  concurrency: 4,
  async generate(requests) {
    await new Promise((resolve) => {
      waiting.push(resolve)
      most = Math.max(most, waiting.length)
      writeFileSync(import.meta.filename + '.most', String(most))
      clearTimeout(timer)
      if (waiting.length >= 4) flush()
      else timer = setTimeout(flush, 500)
    })
    return requests.map(({ id }) => ({ text: outputs.get(id), finishReason: 'stop', tokensIn: null, tokensOut: 10,
      replayed: false, timings: { queueMs: null, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: 1 } }))
  },
  async close() {},
}
`

test('the option concurrency is the number of requests in flight', async () => {
  const options = (concurrency: number): string =>
    `{ name: 'of${concurrency}', model: './engine${concurrency}.mjs', datasets: ['bench.jsonl'], concurrency: ${concurrency} }`
  const project = new Project({
    'vitest.config.ts': config(`${options(4)}), edgejson(${options(1)}`),
    'bench.jsonl': dataset(COUNT),
    'engine4.mjs': ENGINE,
    'engine1.mjs': ENGINE,
  })
  const { exitCode } = await runEdgejson(project, ['--project', 'of4', '--project', 'of1'])
  expect(exitCode).toBe(0)
  for (const concurrency of [4, 1]) {
    expect(project.read(`engine${concurrency}.mjs.most`)).toBe(String(concurrency))
    const report = JSON.parse(project.read(`.edgejson/of${concurrency}/report.json`))
    expect(report.cases).toHaveLength(COUNT)
    // Throughput is over the wall clock, whatever an engine says of its sequences: 1 ms each.
    const { generation, tokensPerSecond } = report.latency
    expect(generation).toMatchObject({ completions: COUNT, tokensOut: 10 * COUNT, shards: 1 })
    expect(generation.wallMs).toBeLessThanOrEqual(report.durationMs)
    expect(tokensPerSecond).toBeCloseTo((1000 * 10 * COUNT) / generation.wallMs)
    expect(report.latency).toMatchObject({ sequenceTokensPerSecond: 10_000, concurrency })
  }
})
