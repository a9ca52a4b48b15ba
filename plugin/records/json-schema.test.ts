import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderJson } from '../../reporters/render/json.ts'
import { baselineOf, collected, report, typicalFate } from '../../reporters/test-support/benchmark.ts'
import { timedReport } from '../../reporters/test-support/timed-runs.ts'
import { isRecord } from '../core/json/json.ts'
import { readRunReport } from './read-report.ts'
import type { RunReport } from './run-report.ts'
import { runReportSchema } from './run-report.ts'

const validate = new Ajv({ allErrors: false }).compile(runReportSchema())

const asJson = (each: RunReport): unknown => JSON.parse([...renderJson(each)].join(''))

const reference = collected({
  examples: 12,
  fate: typicalFate,
  change: ({ completion }) => ({
    completion: completion && { ...completion, drafts: { proposed: 9, accepted: 4 } },
  }),
})
const baseline = baselineOf(reference)
/** Reports in which every kind of value stands somewhere. */
const REPORTS: readonly RunReport[] = [
  report(reference),
  report(
    collected({ examples: 12, fate: (line) => (line === 2 ? 'timeout' : line < 6 ? 'wrong_type' : 'exact') }),
    {
      baseline,
      thresholds: { jsonExact: 0.9, latency: { p95: 1 } },
      gate: { maxErrors: 1 },
    },
  ),
  timedReport(1.5, { fail: true }),
  report({ ...collected({ examples: 0, meta: { model: null } }), failures: ['no model'] }),
]

function accepts(value: unknown): boolean {
  try {
    readRunReport(value)
    return true
  } catch {
    return false
  }
}

test('the published file is the schema of the guard (scripts/write-schema.mjs writes it)', () => {
  const file = new URL('../../docs/schema/run-report.v1.schema.json', import.meta.url)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(runReportSchema())
})

describe('schema and guard accept the same', () => {
  test.each(REPORTS.map((each) => [each.latencyGate?.state ?? each.verdict.state, each]))(
    'the report of a run: %s',
    (_, each) => {
      expect(validate(asJson(each)), JSON.stringify(validate.errors)).toBe(true)
      expect(accepts(asJson(each))).toBe(true)
    },
  )

  test('fields of a later release', () => {
    const later = { ...REPORTS[0], later: { a: 1 } }
    expect([accepts(later), validate(later)]).toEqual([true, true])
  })

  const other = fc.oneof(
    fc.constantFrom(
      null,
      true,
      -1,
      0,
      1,
      2,
      1.5,
      2 ** 53,
      Number.POSITIVE_INFINITY,
      '',
      'x',
      'stop',
      'omission',
    ),
    fc.constantFrom([], {}, [1, 2], [null, null], [1, 2, 3], { p50: [1, null], p90: [1, 2], p95: [1, 2] }),
    fc.jsonValue({ maxDepth: 2 }),
  )

  test('a report in which one value is another, or is missing', () => {
    let refused = 0
    fc.assert(
      fc.property(
        fc.constantFrom(...REPORTS),
        fc.infiniteStream(fc.nat()),
        fc.option(other, { nil: undefined }),
        (each, choices, value) => {
          const changed = asJson(each)
          change(changed, choices, value)
          const accepted = accepts(changed)
          if (!accepted) refused++
          expect(validate(changed), JSON.stringify(validate.errors)).toBe(accepted)
        },
      ),
      { numRuns: 1_500 },
    )
    expect(refused).toBeGreaterThan(300)
  })

  test('anything else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(validate(value)).toBe(accepts(value))
      }),
    )
  })
})

/** Replaces (or removes, for undefined) one value somewhere in a JSON value, the place chosen on the way down. */
function change(value: unknown, choices: Iterator<number>, replacement: unknown): void {
  const next = (count: number): number => (choices.next().value as number) % count
  let here = value
  for (;;) {
    const keys: (string | number)[] = Array.isArray(here)
      ? [...here.keys()]
      : isRecord(here)
        ? Object.keys(here)
        : []
    const key = keys[next(Math.max(1, keys.length))]
    if (key === undefined) return
    const holder = here as Record<string | number, unknown>
    const child = holder[key]
    const leaf = typeof child !== 'object' || child === null || Object.keys(child).length === 0
    if (leaf || next(5) === 0) {
      if (replacement !== undefined) holder[key] = replacement
      else if (Array.isArray(here)) here.splice(Number(key), 1)
      else delete holder[key]
      return
    }
    here = child
  }
}
