import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { config } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'

const BASELINE = fileURLToPath(
  new URL('../../fixtures/edgejson/test.edgejson.baseline.jsonl', import.meta.url),
)

/** Exact completions that the model card states for the packaged split. */
function exactOfBaseline(text: string): number {
  return JSON.parse(text.slice(0, text.indexOf('\n'))).totals.exact
}

// Seconds on a quiet machine, minutes on a busy one.
test('the built-in model on the packaged split holds its committed baseline', {
  timeout: 600_000,
}, async () => {
  const baseline = readFileSync(BASELINE, 'utf8')
  const project = new Project({
    'vitest.config.ts': config(''),
    'edgejson-baselines/test.edgejson.baseline.jsonl': baseline,
  })
  const { exitCode, stdout, stderr } = await runEdgejson(project, [], { env: { CI: 'true' } })
  const report: LoadedReport = JSON.parse(project.read('.edgejson/report.json'))
  expect(
    { exitCode, complete: report.coverage.complete, replayed: report.replayed },
    stdout + stderr,
  ).toEqual({
    exitCode: 0,
    complete: true,
    replayed: false,
  })
  // Kernels of another CPU may change single completions; the gate's exit code is the claim.
  expect(['stable', 'suspect', 'improved']).toContain(report.verdict.state)
  expect(report.verdict.comparison?.pairs).toBe(158)
  expect(report.verdict.baseline?.exact).toBe(exactOfBaseline(baseline))
  expect(project.read('edgejson-baselines/test.edgejson.baseline.jsonl')).toBe(baseline)
})
