import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CaseRecord } from '../../plugin/records/case.ts'
import { WITHHELD } from '../../plugin/records/case-texts.ts'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { renderComparison } from '../render/comparison/index.ts'
import { collected, type Fate, report, typicalFate } from '../test-support/benchmark.ts'
import { model, type RunMetaChange, runMeta } from '../test-support/run-meta.ts'
import { compareReports } from './compare-reports.ts'
import type { NamedRun, PairComparison, ReportComparison } from './types.ts'

const EXAMPLES = 158

function run(
  label: string,
  fate: (line: number) => Fate,
  meta: RunMetaChange = {},
  examples = EXAMPLES,
): NamedRun & { readonly report: LoadedReport } {
  return { label, report: report(collected({ examples, fate, meta })) }
}

const losing =
  (...lines: readonly number[]) =>
  (line: number): Fate =>
    lines.includes(line) ? 'wrong_value' : 'exact'

function only(comparison: ReportComparison): PairComparison {
  const [pair, ...others] = comparison.against
  expect(others).toEqual([])
  return pair as PairComparison
}

describe('compareReports', () => {
  it('finds what was lost and gained, with the tests of the gate', () => {
    const a = run('a', losing(1))
    const b = run('b', losing(2, 3, 4, 5, 6, 7))
    const pair = only(compareReports([a, b]))
    expect(pair).toMatchObject({ reference: 'A', candidate: 'B', lost: 6, gained: 1, outcome: 'regression' })
    expect(pair.difference).toBeCloseTo(-5 / 158, 12)
    // Mid-p of 6 against 1: (1 + 7) / 128 less half of 7 / 128.
    expect(pair.paired.pWorse).toBeCloseTo(4.5 / 128, 12)
    expect(pair.p).toBeCloseTo(9 / 128, 12)
    expect(pair.significant).toBe(false)
  })

  it('states the agreement of the outputs', () => {
    const pair = only(compareReports([run('a', losing(1, 2)), run('b', losing(2, 3))]))
    expect(pair.agreement).toMatchObject({
      pairs: EXAMPLES,
      sameText: EXAMPLES - 2,
      sameOutcome: EXAMPLES - 2,
    })
    // 156 of 158 agree; chance alone explains (156² + 2²) / 158 of them.
    const chance = (156 ** 2 + 2 ** 2) / 158
    expect(pair.agreement.kappa).toBeCloseTo((156 - chance) / (158 - chance), 12)
    expect(
      only(compareReports([run('a', () => 'exact'), run('b', () => 'exact')])).agreement.kappa,
    ).toBeNull()
  })

  it('asks for non-inferiority only with a margin', () => {
    const runs = [run('a', typicalFate), run('b', typicalFate)]
    expect(only(compareReports(runs)).nonInferiority).toBeNull()
    const asked = compareReports(runs, { margin: 0.03 })
    expect(asked.margin).toBe(0.03)
    expect(only(asked).nonInferiority).toMatchObject({ nonInferior: true, margin: 0.03 })
    const worse = compareReports([run('a', losing()), run('b', losing(1, 2, 3, 4, 5, 6, 7, 8))], {
      margin: 0.03,
    })
    expect(only(worse).nonInferiority?.nonInferior).toBe(false)
  })

  it('says what the test alone can show, whatever loss would matter', () => {
    const runs = [run('a', typicalFate), run('b', typicalFate)]
    const [loose, strict] = [0, 0.2].map(
      (minEffect) => only(compareReports(runs, { minEffect })).paired.detectableLoss,
    )
    expect(strict).toBe(loose)
    expect(loose).toBeLessThan(0.05)
  })

  it('adjusts over all pairs and ranks by what was shown', () => {
    const many = Array.from({ length: 40 }, (_, index) => index + 1)
    const comparison = compareReports([
      run('good', losing()),
      run('alike', losing(1)),
      run('bad', losing(...many)),
    ])
    expect(comparison.pairs.map(({ reference, candidate }) => reference + candidate)).toEqual([
      'AB',
      'AC',
      'BC',
    ])
    expect(comparison.runs.map(({ rank }) => rank)).toEqual([
      [1, 2],
      [1, 2],
      [3, 3],
    ])
    expect(comparison.runs.map(({ tiedWith }) => tiedWith)).toEqual([['B'], ['A'], []])
    for (const pair of comparison.pairs) expect(pair.pHolm).toBeGreaterThanOrEqual(pair.p)
    expect(comparison.against.map(({ candidate }) => candidate)).toEqual(['B', 'C'])
  })

  it('takes another run as reference', () => {
    const comparison = compareReports([run('a', losing(1, 2)), run('b', losing()), run('c', losing(3))], {
      reference: 1,
    })
    expect(comparison.reference).toBe('B')
    expect(comparison.against.map(({ reference, candidate, lost }) => [reference, candidate, lost])).toEqual([
      ['B', 'A', 2],
      ['B', 'C', 1],
    ])
  })

  it('counts only examples with an output in every run, and says so', () => {
    const comparison = compareReports([
      run('a', losing(1)),
      run('b', (line) => (line <= 3 ? 'timeout' : 'exact')),
    ])
    expect(comparison.examples).toBe(EXAMPLES - 3)
    expect(only(comparison)).toMatchObject({ lost: 0, gained: 0 })
    expect(comparison.runs.map(({ unanswered, jsonExact }) => [unanswered, jsonExact])).toEqual([
      [0, 1],
      [3, 1],
    ])
    expect(comparison.warnings.join()).toContain('B has no output for 3')
  })

  it('refuses what cannot be compared', () => {
    const { fingerprint } = runMeta()
    const other = (change: object) => run('b', losing(), { fingerprint: { ...fingerprint, ...change } })
    const a = run('a', losing())
    for (const change of [{ metricVersion: 2 }, { extractionVersion: 99 }]) {
      expect(() => compareReports([a, other(change)], { allowDifferentSettings: true })).toThrow(
        /cannot be compared/,
      )
    }
    for (const change of [{ templateSha256: 'f'.repeat(64) }, { maxNewTokens: 512 }, { stop: 'eos' }]) {
      expect(() => compareReports([a, other(change)])).toThrow(/--allow-different-settings/)
      const { warnings } = compareReports([a, other(change)], { allowDifferentSettings: true })
      expect(warnings).toHaveLength(1)
    }
    expect(() => compareReports([a])).toThrow(/two runs/)
    expect(() => compareReports([a, run('b', () => 'timeout')])).toThrow(
      /no example with an expected value that is the same/,
    )
  })

  it('compares the examples that an edited dataset left as they were, and names the others', () => {
    const a = run('a', losing(1))
    const b = run('b', losing(2))
    const { report } = b
    const cases = Array.from(report.cases, (item) =>
      item.line === 2 && item.hash !== null ? { ...item, hash: { ...item.hash, expected: 'edited' } } : item,
    )
    const edited = {
      ...b,
      report: { ...report, cases, dataset: { ...report.dataset, sha256: 'f'.repeat(64) } },
    }
    const comparison = compareReports([a, edited])
    expect(comparison.examples).toBe(EXAMPLES - 1)
    expect(comparison.warnings.join()).toContain('the datasets differ')
    expect(comparison.warnings.join()).toContain(cases[1]?.id)
    const other = cases.map((item) => ({ ...item, prompt: 'another text' }))
    expect(() => compareReports([a, { ...b, report: { ...report, cases: other } }])).toThrow(
      /no example with an expected value/,
    )
  })

  describe('without the texts (option texts)', () => {
    const a = run('a', losing(1))
    /** As a report is written with `texts: 'none'`. */
    const withheld = (
      label: string,
      { report }: NamedRun,
      change: (item: CaseRecord) => object = () => ({}),
    ) => ({
      label,
      report: {
        ...report,
        texts: 'withheld' as const,
        cases: Array.from(report.cases, (item) => ({
          ...item,
          prompt: WITHHELD,
          expected: WITHHELD,
          completion: item.completion === null ? null : { ...item.completion, text: WITHHELD },
          ...change(item),
        })),
      },
    })
    const rewritten = ({ line, hash }: CaseRecord): object =>
      line === 2 && hash !== null ? { hash: { ...hash, prompt: 'another text' } } : {}

    it('pairs by the hash of the prompt, and not by what stands for the text', () => {
      const comparison = compareReports([withheld('a', a), withheld('b', run('b', losing(2)), rewritten)])
      expect(comparison.examples).toBe(EXAMPLES - 1)
      expect(only(comparison)).toMatchObject({ lost: 0, gained: 1 })
    })

    it('pairs with a report that has them', () => {
      const comparison = compareReports([a, withheld('b', run('b', losing(2)))])
      expect(comparison.examples).toBe(EXAMPLES)
      expect(only(comparison)).toMatchObject({ lost: 1, gained: 1 })
    })

    it('does not know whether outputs have the same text', () => {
      const comparison = compareReports([withheld('a', a), withheld('b', run('b', losing(2)))])
      expect(only(comparison).agreement).toMatchObject({ pairs: EXAMPLES, sameText: null })
      const text = renderComparison(comparison, { color: false })
      expect(text).toContain('the texts of the completions are not in the reports')
      expect(text).not.toContain('have the same text')
    })

    it('says why nothing is left to compare where the templates differ', () => {
      const b = withheld(
        'b',
        run('b', losing(2), {
          fingerprint: { ...runMeta().fingerprint, template: 'chat', templateSha256: 'f'.repeat(64) },
        }),
        ({ hash, line }) => ({
          hash: hash && { ...hash, prompt: `other ${line}` },
        }),
      )
      expect(() => compareReports([withheld('a', a), b], { allowDifferentSettings: true })).toThrow(
        /with the option texts.*one template/s,
      )
    })
  })

  it('rejects a report with a duplicate id', () => {
    const a = run('a', losing())
    const cases = a.report.cases.map((item, index) => (index === 1 ? { ...item, id: '\u001b[2J' } : item))
    const twice: LoadedReport = { ...a.report, cases: [...cases, { ...(cases[1] as (typeof cases)[0]) }] }
    expect(() => compareReports([a, { label: 'b', report: twice }])).toThrow(
      /two cases with the id "\\u001b\[2J"/,
    )
  })

  describe('latency', () => {
    const faster = (name: string, factor: number, meta: RunMetaChange = {}): NamedRun => ({
      label: name,
      report: report(
        collected({
          examples: EXAMPLES,
          meta,
          change: ({ completion }) => {
            if (completion === null) return {}
            const { timings } = completion
            const times = (value: number | null): number | null => (value === null ? null : value * factor)
            return {
              completion: {
                ...completion,
                timings: {
                  ...timings,
                  firstTokenMs: times(timings.firstTokenMs),
                  decodeMs: times(timings.decodeMs),
                  totalMs: times(timings.totalMs),
                },
              },
            }
          },
        }),
      ),
    })

    it('is a paired ratio on one machine', () => {
      const { latency } = only(compareReports([faster('a', 1), faster('b', 0.5)]))
      if (!latency.compared) throw new Error(latency.reason)
      for (const ratio of [latency.totalMs, latency.firstTokenMs, latency.msPerToken]) {
        expect(ratio?.pairs).toBe(EXAMPLES)
        expect(ratio?.ratio).toBeCloseTo(0.5, 9)
        expect(ratio?.interval[0]).toBeCloseTo(0.5, 9)
      }
    })

    it('is not compared across machines, loads and recordings', () => {
      const machine = { ...runMeta().machine, label: 'laptop' }
      const reason = (b: NamedRun): string => {
        const { latency } = only(compareReports([faster('a', 1), b]))
        return latency.compared ? 'compared' : latency.reason
      }
      expect(reason(faster('b', 1, { machine }))).toContain('pi5-lab and laptop')
      expect(reason(faster('b', 1, { concurrency: 4 }))).toContain('concurrency, 1 and 4')
      const b = faster('b', 1)
      const cases = Array.from(b.report.cases, (item) => ({
        ...item,
        completion: item.completion === null ? null : { ...item.completion, replayed: true },
      }))
      expect(
        reason({
          ...b,
          report: { ...b.report, cases, latency: { ...b.report.latency, measured: 'replayed' } },
        }),
      ).toMatch(/B was replayed/)
    })
  })

  it('mirrors itself when two runs change places', () => {
    const fate = fc.constantFrom<Fate>('exact', 'wrong_value', 'omission', 'timeout')
    const fates = fc.array(fc.tuple(fate, fate), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(fates, (pairs) => {
        fc.pre(pairs.some(([a, b]) => a !== 'timeout' && b !== 'timeout'))
        const side = (of: 0 | 1): NamedRun =>
          run(
            of === 0 ? 'x' : 'y',
            (line) => pairs[line - 1]?.[of] ?? 'exact',
            { model: { ...model, id: String(of) } },
            pairs.length,
          )
        const [x, y] = [side(0), side(1)]
        const [there, back] = [
          compareReports([x, y], { margin: 0.1 }),
          compareReports([y, x], { margin: 0.1 }),
        ]
        expectMirrored(only(there), only(back))
        expect([...back.runs].reverse().map(({ rank, exact }) => [rank, exact])).toEqual(
          there.runs.map(({ rank, exact }) => [rank, exact]),
        )
        // Another reference gives the same as another order.
        expectMirrored(only(there), only(compareReports([x, y], { reference: 1 })))
      }),
      { numRuns: 60 },
    )
  })

  it('finds nothing between a run and itself', () => {
    const a = run('a', typicalFate)
    const pair = only(compareReports([a, { ...a, label: 'again' }], { margin: 0.05 }))
    expect(pair).toMatchObject({
      lost: 0,
      gained: 0,
      difference: 0,
      p: 1,
      pHolm: 1,
      significant: false,
      changed: [],
    })
    expect(pair.fieldF1).toMatchObject({ difference: 0, interval: [0, 0] })
    expect(pair.agreement).toMatchObject({ sameText: EXAMPLES, kappa: 1 })
  })
})

function expectMirrored(a: PairComparison, b: PairComparison): void {
  expect(b.paired.lost).toEqual(a.paired.gained)
  expect(b.paired.gained).toEqual(a.paired.lost)
  expect(b.paired.pWorse).toBe(a.paired.pBetter)
  expect(b.p).toBe(a.p)
  expect(b.difference).toBeCloseTo(-a.difference, 12)
  expect(b.differenceInterval[0]).toBeCloseTo(-a.differenceInterval[1], 12)
  expect(b.differenceInterval[1]).toBeCloseTo(-a.differenceInterval[0], 12)
  expect(b.fieldF1?.difference).toBeCloseTo(-(a.fieldF1?.difference ?? Number.NaN), 12)
  expect(b.fieldF1?.interval[0]).toBeCloseTo(-(a.fieldF1?.interval[1] ?? Number.NaN), 12)
  expect(b.agreement.sameText).toBe(a.agreement.sameText)
  expect(b.agreement.kappa === null ? null : b.agreement.kappa.toFixed(9)).toBe(
    a.agreement.kappa === null ? null : a.agreement.kappa.toFixed(9),
  )
  expect(b.slices.map(({ key, lost, gained, p, pHolm }) => [key, lost, gained, p, pHolm])).toEqual(
    a.slices.map(({ key, lost, gained, p, pHolm }) => [key, gained, lost, p, pHolm]),
  )
}
