import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { answers, config, dataset } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { runEdgejson, runVitest } from './support/vitest-process.ts'

const COUNT = 12

/** A slow engine that records the ids of its requests. */
const ENGINE = `
import { appendFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
const outputs = new Map(${JSON.stringify(answers(COUNT))}.map(({ id, output }) => [id, output]))
export default {
  model: { id: 'slow', specifier: './engine.mjs', sha256: null, contentSha256: 'a'.repeat(64), dtype: null, engine: 'slow', engineVersion: '1',
    threads: 1, parameters: null, bytes: null, contextLength: null },
  concurrency: 1,
  replay: false,
  async generate(requests) {
    const completions = []
    for (const { id } of requests) {
      appendFileSync('asked.log', id + '\\n')
      await setTimeout(80)
      completions.push({ text: outputs.get(id), finishReason: 'stop', tokensIn: 10, tokensOut: 20, replayed: false,
        timings: { queueMs: 0, prefillMs: 10, firstTokenMs: 12, decodeMs: 68, totalMs: 80 } })
    }
    return completions
  },
  async close() {},
}
`

function slowProject(): Project {
  return new Project({
    'vitest.config.ts': config(`{ model: './engine.mjs', datasets: ['bench.jsonl'] }`),
    'bench.jsonl': dataset(COUNT),
    'engine.mjs': ENGINE,
  })
}

function asked(project: Project): string[] {
  const file = project.path('asked.log')
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
}

test('a killed run resumes without requesting again what it has', async () => {
  const project = slowProject()
  await runEdgejson(project, [], {
    onStart(child) {
      const timer = setInterval(() => {
        if (asked(project).length < 6) return
        clearInterval(timer)
        child.kill('SIGKILL')
      }, 10)
    },
  })
  const before = asked(project)
  expect(before.length).toBeLessThan(COUNT)

  const second = await runEdgejson(project)
  expect(second.exitCode, second.stdout + second.stderr).toBe(0)
  // The worker ends with its Vitest; the completion in flight is requested again.
  const after = asked(project)
  expect(after.length).toBeLessThanOrEqual(COUNT + 1)
  expect(new Set(after).size).toBe(COUNT)
  expect(second.stdout).toMatch(/[4-7] completions resumed/)
  const report = JSON.parse(project.read('.edgejson/report.json'))
  expect(report.totals).toMatchObject({ examples: COUNT, exact: COUNT, failed: 0 })
})

test('after a whole run the next one asks for everything again, and its answers can be replayed', async () => {
  const project = slowProject()
  await runEdgejson(project)
  // A run of one example leaves the recording of the whole run alone.
  const recorded = project.read('.edgejson/answers.jsonl')
  await runVitest(project, ['run', '--project', 'edgejson', '-t', 'ex-002', '--reporter', 'default'])
  expect(project.read('.edgejson/answers.jsonl')).toBe(recorded)
  expect(asked(project)).toHaveLength(COUNT + 1)

  await runEdgejson(project)
  expect(asked(project)).toHaveLength(2 * COUNT + 1)
  expect(JSON.parse(project.read('.edgejson/report.json')).latency).toMatchObject({
    measured: 'live',
    tokensOut: 20 * COUNT,
  })

  const { exitCode, stdout } = await runEdgejson(project, [], {
    env: { EDGEJSON_MODEL: 'replay:.edgejson/answers.jsonl', EDGEJSON_OUTPUT_DIR: 'replayed' },
  })
  expect(exitCode, stdout).toBe(0)
  expect(stdout).toContain('replayed, no model ran')
  expect(asked(project)).toHaveLength(2 * COUNT + 1)
  const report = JSON.parse(project.read('replayed/report.json'))
  expect(report).toMatchObject({
    replayed: true,
    latency: { measured: 'replayed' },
    verdict: { state: 'stable' },
  })
})
