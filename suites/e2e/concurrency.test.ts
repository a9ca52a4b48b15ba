import { expect, test } from 'vitest'
import { answers, config, dataset } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'

const COUNT = 6

/** Responds only when the expected number of requests is waiting, or when no new one has arrived for a while. */
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
      writeFileSync('most.txt', String(most))
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

test.each([
  [4, 4],
  [1, 1],
])('concurrency %i keeps %i requests in flight', async (concurrency, most) => {
  const project = new Project({
    'vitest.config.ts': config(
      `{ model: './engine.mjs', datasets: ['bench.jsonl'], concurrency: ${concurrency} }`,
    ),
    'bench.jsonl': dataset(COUNT),
    'engine.mjs': ENGINE,
  })
  const { exitCode } = await runEdgejson(project)
  expect(exitCode).toBe(0)
  expect(project.read('most.txt')).toBe(String(most))
  const { cases, latency, durationMs } = JSON.parse(project.read('.edgejson/report.json'))
  expect(cases).toHaveLength(COUNT)
  // Throughput is over the wall clock, whatever an engine says of its sequences: 1 ms each.
  const { generation } = latency
  expect(generation).toMatchObject({ completions: COUNT, tokensOut: 10 * COUNT, shards: 1 })
  expect(generation.wallMs).toBeLessThanOrEqual(durationMs)
  expect(latency.tokensPerSecond).toBeCloseTo((1000 * 10 * COUNT) / generation.wallMs)
  expect(latency).toMatchObject({ sequenceTokensPerSecond: 10_000, concurrency })
})
