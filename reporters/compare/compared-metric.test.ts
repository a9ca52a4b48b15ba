import { describe, expect, test } from 'vitest'
import type { CaseRecord } from '../../plugin/records/case.ts'
import { GATE_METRICS, type GateMetric } from '../../plugin/records/gate-metric.ts'
import type { ScoreCard } from '../../plugin/records/scores.ts'
import { renderComparison, renderComparisonMarkdown } from '../render/comparison/index.ts'
import { renderHtml } from '../render/html/render-html.ts'
import { collected, report } from '../test-support/benchmark.ts'
import { compareGroups, compareReports, type NamedRun } from './index.ts'

const EXAMPLES = 40

interface Wanted {
  readonly gate?: { readonly metric: GateMetric } | undefined
  /** Replaces the scores of the examples with these lines. */
  readonly lines?: (line: number) => boolean
  readonly scores?: (card: ScoreCard) => Partial<ScoreCard>
}

/** A run in which every output misses one value in the lenient mode, and the official and strict scores are as given. */
function run(label: string, { gate, lines = () => true, scores = () => ({}) }: Wanted = {}): NamedRun {
  const change = (record: CaseRecord): Partial<CaseRecord> =>
    record.scores === null || !lines(record.line)
      ? {}
      : { scores: { ...record.scores, ...scores(record.scores) } }
  const made = collected({ examples: EXAMPLES, fate: () => 'wrong_value', change })
  return { label, report: report(made, gate === undefined ? {} : { gate }) }
}

const withF1 =
  (fieldF1: number) =>
  ({ lenient }: ScoreCard): Partial<ScoreCard> => ({ lenient: { ...lenient, fieldF1 } })
const officialExact = ({ official }: ScoreCard): Partial<ScoreCard> => ({
  official: { ...official, jsonExact: true },
})
const early = (line: number): boolean => line <= 30

describe('the metric of a comparison', () => {
  test('is the one of the gate: FieldF1 by its permutation test', () => {
    const gate = { metric: 'fieldF1' } as const
    const runs = [
      run('a', { gate, scores: withF1(0.9) }),
      run('b', { gate, scores: (card) => withF1(0.7)(card) }),
    ]
    const compared = compareReports(runs, { margin: 0.03 })
    expect(compared).toMatchObject({
      metric: 'fieldF1',
      runs: [
        { value: expect.closeTo(0.9), jsonExact: 0, rank: [1, 1] },
        { value: expect.closeTo(0.7), rank: [2, 2] },
      ],
    })
    const [pair] = compared.against
    expect(pair).toMatchObject({
      lost: 0,
      gained: 0,
      mean: { pairs: EXAMPLES, fell: EXAMPLES, rose: 0 },
      outcome: 'regression',
      significant: true,
      nonInferiority: { nonInferior: false, margin: 0.03 },
    })
    expect(pair?.difference).toBeCloseTo(-0.2)
    // By JSONExact nothing changed.
    expect(compareReports(runs, { metric: 'jsonExact' }).against[0]).toMatchObject({
      difference: 0,
      outcome: 'stable',
    })
    const [back] = compareReports(runs, { reference: 1 }).against
    expect(back).toMatchObject({ outcome: 'improved', mean: { fell: 0, rose: EXAMPLES } })
    expect(back?.difference).toBeCloseTo(0.2)
    expect(back?.p).toBe(pair?.p)

    const text = renderComparison(compared, { color: false }).replace(/\s+/g, ' ')
    expect(text).toContain('run FieldF1 95 % interval JSONExact rank')
    expect(text).toContain('FieldF1 0.900 → 0.700, −0.200')
    expect(text).toContain('40 lower, 0 higher; permutation test, mid-p: worse')
    expect(text).toContain(
      'B is worse than A: 40 lower, 0 higher, −0.200, p < 0.001; not shown to be non-inferior within 0.030',
    )
    const markdown = renderComparisonMarkdown(compared).replaceAll('\u00a0', ' ')
    expect(markdown).toContain(
      '|  | run | FieldF1 | 95 % interval | JSONExact | 95 % interval | schema | rank |',
    )
    expect(markdown).toContain('- **JSONExact**: 0.0 % → 0.0 %')
  })

  test('is exact match of a named mode, where the gate is of it', () => {
    const gate = { metric: 'official.jsonExact' } as const
    const runs = [
      run('a', { gate, scores: officialExact }),
      run('b', { gate, scores: officialExact, lines: early }),
    ]
    const compared = compareReports(runs)
    expect(compared.metric).toBe('official.jsonExact')
    expect(compared.against[0]).toMatchObject({ lost: 10, gained: 0, outcome: 'regression' })
    expect(compared.against[0]?.slices.some(({ lost }) => lost > 0)).toBe(true)
    expect(renderComparison(compared, { color: false })).toContain('JSONExact (official)')
  })

  test('where they differ has to be chosen; a page compares by JSONExact and says so', () => {
    const runs = [run('a', { gate: { metric: 'fieldF1' } }), run('b')]
    expect(() => compareReports(runs)).toThrow(
      'these runs were gated on different metrics (a: FieldF1; b: JSONExact). Choose the one to compare by: --metric fieldF1 or --metric jsonExact.',
    )
    expect(compareReports(runs, { metric: 'fieldF1' }).metric).toBe('fieldF1')
    const [group] = compareGroups(runs)
    expect(group?.comparison).toMatchObject({ metric: 'jsonExact' })
    expect(group?.comparison?.warnings).toEqual([
      'the runs were gated on different metrics (a: FieldF1; b: JSONExact): compared by JSONExact',
    ])
  })

  test('without a value in the runs is an error that names it', () => {
    expect(() => compareReports([run('a'), run('b')], { metric: 'ownMetric' })).toThrow(
      'there is no example with a value of own metric that is the same in all of these runs',
    )
  })

  test('every output has figures under every metric', () => {
    const own = (card: ScoreCard): Partial<ScoreCard> => ({
      ...withF1(0.6)(card),
      ownMetric: 0.5,
      task: card.lenient,
    })
    const runs = [run('a', { scores: own }), run('b', { scores: own })]
    for (const metric of GATE_METRICS) {
      const comparisons = compareGroups(runs, { metric, margin: 0.05 })
      const [group] = comparisons
      const comparison = group?.comparison
      expect(comparison?.against[0]).toMatchObject({ difference: 0, significant: false })
      const outputs = [
        ...(comparison
          ? [renderComparison(comparison, { color: false }), renderComparisonMarkdown(comparison)]
          : []),
        [
          ...renderHtml(
            runs.map((each) => each.report),
            { comparisons },
          ),
        ].join(''),
      ]
      expect(outputs).toHaveLength(3)
      for (const output of outputs) expect(output.split('<script')[0]).not.toMatch(/NaN|undefined/)
    }
  })
})
