import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderJson } from '../../reporters/render/json.ts'
import { baselineOf, collected, report, typicalFate } from '../../reporters/test-support/benchmark.ts'
import { timedReport } from '../../reporters/test-support/timed-runs.ts'
import { parseCaseMeta } from './case.ts'
import { checkCaseMeta } from './check-case.ts'
import { checkRunMeta } from './check-run.ts'
import { readRunReport } from './read-report.ts'
import { parseRunMeta } from './run-meta.ts'
import { parseRunReport } from './run-report.ts'
import { mutated } from './test-support/mutations.ts'

const reference = collected({
  examples: 12,
  fate: typicalFate,
  change: ({ completion }) => ({
    completion: completion && { ...completion, drafts: { proposed: 9, accepted: 4 } },
  }),
})
const failing = collected({
  examples: 12,
  fate: (line) => (line === 2 ? 'timeout' : line < 6 ? 'wrong_type' : 'exact'),
})
const REPORTS = [
  report(reference),
  report(failing, {
    baseline: baselineOf(reference),
    thresholds: { jsonExact: 0.9, latency: { p95: 1 } },
    gate: { maxErrors: 1 },
  }),
  timedReport(1.5, { fail: true }),
  report({ ...collected({ examples: 0, meta: { model: null } }), failures: ['no model'] }),
].map((each): unknown => JSON.parse([...renderJson(each)].join('')))
const metas: readonly unknown[] = JSON.parse(JSON.stringify([reference.meta, timedMeta()]))
const cases: readonly unknown[] = JSON.parse(
  JSON.stringify([reference.cases[0], failing.cases[1], failing.cases[4]]),
)

function timedMeta(): unknown {
  const timings = [
    { id: 'a', prompt: 'p', tokensIn: 1, tokensOut: null, firstTokenMs: 1, decodeMs: null, totalMs: 2 },
  ]
  return { ...reference.meta, latency: { status: 'measured', reason: null, warmUp: 2, timings } }
}

const faultOf = (read: (value: unknown) => unknown, value: unknown): string | null => {
  try {
    read(value)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

test.each([
  [
    'report',
    REPORTS,
    (value: unknown) => parseRunReport(value, 'x'),
    (value: unknown) => readRunReport(value, 'x'),
  ],
  [
    'run meta',
    metas,
    (value: unknown) => parseRunMeta(value, 'x'),
    (value: unknown) => checkRunMeta(value, 'x'),
  ],
  [
    'case meta',
    cases,
    (value: unknown) => parseCaseMeta(value, 'x'),
    (value: unknown) => checkCaseMeta(value, 'x'),
  ],
] as const)('old and new check of a %s agree on mutated values', (_, values, now, before) => {
  let refused = 0
  for (const value of values) expect(faultOf(now, value)).toBeNull()
  fc.assert(
    fc.property(fc.constantFrom(...values).chain(mutated), ({ value }) => {
      const [old, fault] = [faultOf(before, value), faultOf(now, value)]
      if (fault !== null) refused++
      // The old check of a report took negative durations, which the check of an engine's completions refused.
      if (fault?.includes('milliseconds of at least 0')) return
      expect(fault === null, `${fault} ${old}`).toBe(old === null)
    }),
    { numRuns: 4_000 },
  )
  expect(refused).toBeGreaterThan(500)
})
