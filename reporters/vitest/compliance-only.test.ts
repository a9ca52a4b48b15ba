import { expect, test } from 'vitest'
import { baselineFromRun } from '../../plugin/gate/baseline/from-run.ts'
import { parseBaseline, serializeBaseline } from '../../plugin/records/baseline.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { ComplianceCard } from '../../plugin/records/compliance-card.ts'
import { type LoadedReport, parseRunReport } from '../../plugin/records/run-report.ts'
import { compareReports } from '../compare/index.ts'
import { verifySubmission } from '../leaderboard/index.ts'
import { renderAnnotations } from '../render/annotations.ts'
import { renderComparison, renderComparisonMarkdown } from '../render/comparison/index.ts'
import { renderConsole } from '../render/console/console.ts'
import { renderCsv } from '../render/csv.ts'
import { renderHtml } from '../render/html/render-html.ts'
import { renderJson } from '../render/json.ts'
import { renderJunit } from '../render/junit/junit.ts'
import { renderMarkdown } from '../render/markdown/markdown.ts'
import { baselineOf, collected, report } from '../test-support/benchmark.ts'
import { readCsv } from '../test-support/read-csv.ts'

function card(complies: boolean): ComplianceCard {
  const mode = { parsed: true, schemaCompliance: complies }
  const violations = complies ? [] : [{ path: '$.zip', message: 'must be string' }]
  return { strict: mode, lenient: mode, official: { parsed: true }, errorClass: null, violations }
}

/** A run in which the examples of `alone` have no expected value; those of `broken` violate their schema. */
function run(alone: (line: number) => boolean, broken: readonly number[] = []) {
  return collected({
    examples: 30,
    change: ({ line }): Partial<CaseRecord> =>
      alone(line)
        ? {
            scores: null,
            compliance: card(!broken.includes(line)),
            state: broken.includes(line) ? 'missed' : 'passed',
          }
        : {},
  })
}

/** As a reader of its file sees it: without the expected values. */
function withoutGold(made: LoadedReport): LoadedReport {
  const cases = made.cases.map(({ expected, ...rest }) =>
    rest.compliance === undefined ? { ...rest, expected } : rest,
  ) as CaseRecord[]
  return parseRunReport(JSON.parse([...renderJson({ ...made, cases })].join('')))
}

const text = (chunks: Iterable<string>): string => [...chunks].join('')
const some = (line: number): boolean => line <= 10
const all = (): boolean => true

test('they are in the rates of compliance and in no exact rate', () => {
  const { totals } = withoutGold(report(run(some, [1, 2])))
  expect(totals).toMatchObject({ examples: 30, scored: 20, complianceOnly: 10, failed: 0, exact: 20 })
  expect(totals.lenient).toMatchObject({ jsonExact: 1, parsed: 1, schemaCompliance: 28 / 30 })
  const { totals: none } = report(run(all, [1]))
  expect(none.lenient).toMatchObject({ jsonExact: null, fieldF1: null, schemaCompliance: 29 / 30 })
})

test('the paired test is of the other examples; compliance compares all', () => {
  const baseline = baselineOf(run(some))
  expect(parseBaseline(serializeBaseline(baseline), 'b')).toEqual(baseline)
  const { verdict } = report(run(some, [1, 2]), { baseline })
  expect(verdict.comparison).toMatchObject({ pairs: 20, lost: [] })
  expect(verdict.compliance).toMatchObject({ pairs: 30, lost: 2 })
})

test('without any expected value schema compliance decides', () => {
  const baseline = baselineOf(run(all))
  expect(baseline.totals).toMatchObject({ exact: 0, scored: 0, jsonExact: null, schemaCompliance: 1 })
  const note = 'No example has an expected value, so schema compliance decides (gate.metric).'
  const one = report(run(all, [1]), { baseline })
  expect(one.outcome).toMatchObject({ exitCode: 0, title: 'suspect' })
  expect(one.outcome.notes).toContain(note)
  expect(one.outcome.notes.join()).not.toContain('decides nothing')
  expect(one.verdict).toMatchObject({
    metric: 'schemaCompliance',
    baseline: { compliant: 30, examples: 30 },
    reason:
      'schema compliance fell from 30 to 29 of 30 (−3.3 points; 1 lost, 0 gained; p = 0.25): chance explains it',
  })
  const many = withoutGold(report(run(all, [1, 2, 3, 4, 5, 6]), { baseline }))
  expect(many.outcome).toMatchObject({ exitCode: 1, title: 'regression' })
  expect(many.verdict.comparison).toMatchObject({ pairs: 30, lost: { length: 6 } })
  expect(renderConsole(many, { color: false }).replace(/\s+/g, ' ')).toContain('30 of 30 compliant')
  const strict = report(run(all, [1]), { baseline, thresholds: { schemaCompliance: 1 } })
  expect(strict.outcome).toMatchObject({ exitCode: 1, title: 'threshold not met' })
  // The option decides where it is set.
  expect(report(run(all, [1, 2, 3, 4, 5, 6]), { baseline, gate: { metric: 'jsonExact' } })).toMatchObject({
    outcome: { exitCode: 0, title: 'stable' },
    verdict: { reason: expect.stringContaining('without expected values only thresholds decide') },
  })
  expect(report(run(all), { update: 'new' }).outcome.reason).toContain('schema compliance 100.0 %')
})

test('the gate of a mix is of JSONExact, also where no line with an expected value has a result', () => {
  const failed = (made: ReturnType<typeof run>) => ({
    ...made,
    cases: made.cases.map((each) =>
      each.compliance === undefined ? { ...each, state: 'failed' as const, scores: null } : each,
    ),
  })
  const baseline = baselineOf(run(some))
  const { verdict } = report(failed(run(some, [1])), { baseline, gate: { maxErrors: 20 } })
  expect(verdict).not.toHaveProperty('metric')
  expect(verdict.reason).toContain('only thresholds decide')
})

test('compliance of a named mode is in the baseline, except the official one, which has none', () => {
  const modes = ['strict.schemaCompliance', 'official.schemaCompliance'] as const
  const [strict, official] = modes.map((metric) => {
    const { entries } = baselineFromRun(report(run(all, [1])), null, metric)
    return entries.map(({ value }) => value)
  })
  expect(strict?.toSorted()).toEqual([0, ...Array<number>(29).fill(1)])
  expect(official).toEqual(Array(30).fill(null))
})

test.each([
  ['some', some],
  ['all', all],
])('every output shows them: %s', (_, alone) => {
  const made = withoutGold(report(run(alone, [1])))
  const outputs = [renderConsole(made, { color: false }), renderMarkdown([made]), text(renderJunit([made]))]
  for (const output of outputs) expect(output).not.toMatch(/NaN|undefined|No output for|no output was scored/)
  expect(outputs[1]).toContain('must be string')
  expect(outputs[2]).toContain('schema: $.zip must be string')
  expect(JSON.stringify(renderAnnotations([made]))).not.toContain('no output')
  expect(text(renderHtml([made]))).toContain('(no expected value: schema compliance only)')
  const [cases] = renderCsv([made])
  const [columns = [], row = []] = readCsv(text(cases?.chunks ?? []))
  const first = Object.fromEntries(columns.map((name, index) => [name, row[index]]))
  expect(first).toMatchObject({ json_exact: '', schema_compliance: 'FALSE', expected: '', error_class: '' })
})

test('compare leaves them out, and a leaderboard does not rank them', () => {
  const [one, two] = [withoutGold(report(run(some))), withoutGold(report(run(some, [1])))]
  const comparison = compareReports([
    { report: one, label: 'one' },
    { report: two, label: 'two' },
  ])
  expect(comparison.examples).toBe(20)
  expect(comparison.warnings.join()).not.toContain('has no output')
  const only = withoutGold(report(run(all)))
  const sides = [
    { report: only, label: 'one' },
    { report: withoutGold(report(run(all, [1, 2, 3, 4, 5, 6]))), label: 'two' },
  ]
  expect(() => compareReports(sides, { metric: 'jsonExact' })).toThrow('no example with an expected value')
  const compliance = compareReports(sides, { margin: 0.03 })
  expect(compliance).toMatchObject({
    metric: 'schemaCompliance',
    examples: 30,
    runs: [
      { value: 1, jsonExact: null, fieldF1: null },
      { value: 0.8, jsonExact: null },
    ],
    against: [{ lost: 6, outcome: 'regression', fieldF1: null, nonInferiority: { nonInferior: false } }],
  })
  for (const output of [
    renderComparison(compliance, { color: false }),
    renderComparisonMarkdown(compliance),
  ]) {
    expect(output).toMatch(/schema compliance[\s\S]*100\.0 % → 80\.0 %/)
    expect(output).toMatch(/both compliant\s+24/)
    expect(output).not.toMatch(/NaN|undefined|null/)
  }
  const rescore = () => {
    throw new Error('not scored')
  }
  expect(verifySubmission('a.json', one, { rescore, reference: null })).toMatchObject({
    as: 'leftOut',
    refusal: { reason: expect.stringContaining('10 of 30 examples have no expected value') },
  })
})
