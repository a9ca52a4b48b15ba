import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseBaseline, serializeBaseline } from '../../records/baseline.ts'
import { parseLatencyBaseline, serializeLatencyBaseline } from '../../records/latency-baseline.ts'
import { mutatedText } from '../../records/test-support/mutations.ts'
import { latencyBaselineOf } from '../latency/from-run.ts'
import { parseLatencyBaseline as oldParseLatency } from '../latency/parse.ts'
import { serializeLatencyBaseline as oldLatencyText } from '../latency/serialize.ts'
import { measured } from '../test-support/latency.ts'
import { caseOf, casesOf, runOf } from '../test-support/run.ts'
import { baselineFromRun } from './from-run.ts'
import { parseBaseline as oldParse } from './parse.ts'
import { serializeBaseline as oldText } from './serialize.ts'

const baseline = baselineFromRun(
  runOf([...casesOf(4, 2), caseOf('failed', null), caseOf('z', null, { hash: null })]),
)
const latency = latencyBaselineOf(runOf(casesOf(5, 5)), 'pi5', measured())

const outcome = (parse: (text: string, file: string) => unknown, text: string): unknown => {
  try {
    return parse(text, 'f')
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^(\S+ f:\d+: ).*$/s, '$1') : error
  }
}

test('both write the same bytes', () => {
  expect(serializeBaseline(baseline)).toBe(oldText(baseline))
  expect(serializeLatencyBaseline(latency)).toBe(oldLatencyText(latency))
})

test.each([
  ['baseline', serializeBaseline(baseline), parseBaseline, oldParse],
  ['latency baseline', serializeLatencyBaseline(latency), parseLatencyBaseline, oldParseLatency],
] as const)('old and new reader of a %s agree on mutated files', (_, text, now, before) => {
  let refused = 0
  fc.assert(
    fc.property(mutatedText(text), ({ text: changed }) => {
      const expected = outcome(before, changed)
      if (typeof expected === 'string') refused++
      expect(outcome(now, changed)).toEqual(expected)
    }),
    { numRuns: 3_000 },
  )
  expect(refused).toBeGreaterThan(500)
})
