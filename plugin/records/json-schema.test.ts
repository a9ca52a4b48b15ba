import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderJson } from '../../reporters/render/json.ts'
import { baselineOf, collected, report, typicalFate } from '../../reporters/test-support/benchmark.ts'
import { timedReport } from '../../reporters/test-support/timed-runs.ts'
import { EdgejsonError } from '../core/errors.ts'
import { type LoadedReport, parseRunReport, runReportSchema } from './run-report.ts'
import { mutated, type Path } from './test-support/mutations.ts'

const validate = new Ajv({ allErrors: false }).compile(runReportSchema())

const asJson = (each: LoadedReport): unknown => JSON.parse([...renderJson(each)].join(''))

const reference = collected({
  examples: 12,
  fate: typicalFate,
  change: ({ completion }) => ({
    completion: completion && { ...completion, speculation: { drafted: 9, accepted: 4 } },
  }),
})
const baseline = baselineOf(reference)
/** Reports in which every kind of value stands somewhere. */
const REPORTS: readonly LoadedReport[] = [
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

function faultOf(value: unknown): string | null {
  try {
    parseRunReport(value)
    return null
  } catch (error) {
    return error instanceof EdgejsonError ? error.text : String(error)
  }
}

/** Without an item it is the list that has a fault. */
function listOf(path: Path, removed: boolean): Path {
  return removed && typeof path.at(-1) === 'number' ? path.slice(0, -1) : path
}

/** `cases[0].scores`, up to the first name that a message puts in quotation marks. */
function pathText(path: Path): string {
  let text = ''
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`
    else if (/^[a-z]\w*$/i.test(key)) text += `${text === '' ? '' : '.'}${key}`
    else break
  }
  return text
}

test('the published file is the schema that reports are checked against (scripts/write-schema.mjs writes it)', () => {
  const file = new URL('../../docs/schema/run-report.v1.schema.json', import.meta.url)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(runReportSchema())
})

describe('the published schema and the check accept the same', () => {
  test.each(REPORTS.map((each) => [each.latencyGate?.state ?? each.verdict.state, each]))(
    'the report of a run: %s',
    (_, each) => {
      expect(validate(asJson(each)), JSON.stringify(validate.errors)).toBe(true)
      expect(faultOf(asJson(each))).toBeNull()
    },
  )

  test('fields of a later release', () => {
    const later = { ...REPORTS[0], later: { a: 1 } }
    expect([faultOf(later), validate(later)]).toEqual([null, true])
  })

  test('a report in which one value is another, or is missing', () => {
    let refused = 0
    fc.assert(
      fc.property(fc.constantFrom(...REPORTS.map(asJson)).chain(mutated), ({ value, path, removed }) => {
        const fault = faultOf(value)
        if (fault !== null) refused++
        expect(validate(value), JSON.stringify(validate.errors)).toBe(fault === null)
        if (fault?.startsWith('field ')) expect(fault).toContain(`field ${pathText(listOf(path, removed))}`)
      }),
      { numRuns: 1_500 },
    )
    expect(refused).toBeGreaterThan(300)
  })

  test('anything else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(validate(value)).toBe(faultOf(value) === null)
      }),
    )
  })
})
