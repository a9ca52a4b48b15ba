import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import type { ScoreCard } from '../../plugin/records/scores.ts'
import { rescore, submission } from '../test-support/leaderboard/submissions.ts'
import { accepted, missing, verify } from '../test-support/leaderboard/verified.ts'
import { buildLeaderboard } from './build-leaderboard.ts'
import type { ReferenceDataset, Rescore } from './types.ts'
import { verifySubmission } from './verify-submission.ts'

const EXAMPLES = 40

function reasonOf(report: LoadedReport, reference: ReferenceDataset | null = null): string {
  const outcome = verify(report, reference)
  return outcome.ok ? 'accepted' : `${outcome.as}: ${outcome.refusal.reason}`
}

function withCase(
  report: LoadedReport,
  index: number,
  change: (item: CaseRecord) => CaseRecord,
): LoadedReport {
  return { ...report, cases: report.cases.map((item, at) => (at === index ? change(item) : item)) }
}

describe('a submission', () => {
  const honest = submission('honest', missing(5))
  const dataset: ReferenceDataset = {
    sha256: honest.dataset.sha256,
    examples: new Map(honest.cases.map((item) => [item.id, item])),
  }

  it('is accepted when its claims follow from its completions', () => {
    const run = accepted(honest)
    expect(run.totals).toEqual(honest.totals)
    expect(run.report.cases).toEqual([])
    expect(reasonOf(honest, dataset)).toBe('accepted')
  })

  it('is left out when its texts are withheld', () => {
    expect(reasonOf({ ...honest, texts: 'withheld' }, dataset)).toMatch(
      /^leftOut: made with the option texts/,
    )
  })

  it('is accepted when an output matches an accepted alternative, and scored against no other value', () => {
    const text = '{"total": "by alternative"}'
    const alternative = submission('alternative', missing(5), EXAMPLES, (record) =>
      record.line !== 5 || record.completion === null
        ? {}
        : {
            completion: { ...record.completion, text },
            accepted: [{ total: 0 }, { total: 'by alternative' }],
          },
    )
    const index = alternative.cases.findIndex(({ line }) => line === 5)
    expect(alternative.cases[index]).toMatchObject({ state: 'passed', scores: { lenient: { fieldF1: 1 } } })
    const run = accepted(alternative)
    expect(run.totals.exact).toBe(honest.totals.exact + 1)
    expect(run.contentDigest).not.toBe(accepted(honest).contentDigest)
    expect(reasonOf(alternative, dataset)).toContain('rejected: its accepted values of')
    const examples = new Map(alternative.cases.map((item) => [item.id, item]))
    expect(reasonOf(alternative, { ...dataset, examples })).toBe('accepted')
    const without = withCase(alternative, index, ({ accepted: _, ...item }) => item)
    expect(reasonOf(without)).toMatch(/^rejected: its scores are not those of its completions/)
    expect(reasonOf(without, { ...dataset, examples })).toContain('rejected: its accepted values of')
  })

  it('is scored with the schemas in the lines of the dataset, and with none of a report', () => {
    const inline = { required: ['total'] }
    const examples = new Map(honest.cases.map((item) => [item.id, { ...item, schema: inline }]))
    const schemasWith = (reference: ReferenceDataset | null) => {
      const schemas = new Set<unknown>()
      const spied: Rescore = (answer) => {
        schemas.add(answer.schema)
        return rescore(answer)
      }
      const outcome = verifySubmission('a.json', honest, { rescore: spied, reference })
      expect(outcome.ok).toBe(true)
      return [...schemas]
    }
    expect(schemasWith({ ...dataset, examples })).toEqual([inline])
    expect(schemasWith(null)).toEqual([undefined])
  })

  it('is rejected for any single score that does not follow from its completion', () => {
    const flips: fc.Arbitrary<(card: ScoreCard) => ScoreCard> = fc.oneof(
      fc
        .tuple(
          fc.constantFrom('strict', 'lenient', 'official'),
          fc.constantFrom('parsed', 'jsonExact', 'schemaCompliance'),
        )
        .map(
          ([mode, key]) =>
            (card: ScoreCard): ScoreCard => ({ ...card, [mode]: { ...card[mode], [key]: !card[mode][key] } }),
        ),
      fc
        .tuple(
          fc.constantFrom('strict', 'lenient', 'official'),
          fc.constantFrom('fieldF1', 'precision', 'recall'),
          fc.double({ min: 0.001, max: 1, noNaN: true }),
        )
        .map(
          ([mode, key, by]) =>
            (card: ScoreCard): ScoreCard => ({
              ...card,
              [mode]: { ...card[mode], [key]: card[mode][key] + by },
            }),
        ),
      fc.constant(
        (card: ScoreCard): ScoreCard => ({
          ...card,
          errorClass: card.errorClass === null ? 'no_json' : null,
        }),
      ),
    )
    fc.assert(
      fc.property(fc.nat({ max: EXAMPLES - 1 }), flips, (index, flip) => {
        const forged = withCase(honest, index, (item) => ({
          ...item,
          scores: flip(item.scores as ScoreCard),
        }))
        expect(reasonOf(forged)).toMatch(/^rejected: its scores are not those of its completions/)
      }),
      { numRuns: 60 },
    )
  })

  it('is rejected for another completion, total or prompt than in the run', () => {
    const other = { total: 1, zip: 'x' }
    expect(reasonOf({ ...honest, totals: { ...honest.totals, exact: EXAMPLES } })).toContain(
      'claimed 40, found 32',
    )
    const betterAnswer = withCase(honest, 4, (item) => ({
      ...item,
      completion: item.completion && { ...item.completion, text: JSON.stringify(item.expected) },
    }))
    expect(reasonOf(betterAnswer)).toContain('claimed false, found true')
    expect(
      reasonOf(
        withCase(honest, 4, (item) => ({ ...item, expected: other })),
        dataset,
      ),
    ).toContain('expected value of')
    expect(
      reasonOf(
        withCase(honest, 4, (item) => ({ ...item, prompt: '' })),
        dataset,
      ),
    ).toContain('its prompt of')
    expect(
      reasonOf(
        withCase(honest, 4, (item) => ({ ...item, id: 'mine' })),
        dataset,
      ),
    ).toContain('no example "mine"')
  })

  it('is rejected when an example is missing, duplicated, or without a completion', () => {
    expect(reasonOf({ ...honest, cases: honest.cases.slice(1) })).toContain('39 of 40')
    expect(reasonOf({ ...honest, cases: [], dataset: { ...honest.dataset, examples: 0 } })).toContain(
      '0 of 0',
    )
    const first = honest.cases[0] as CaseRecord
    expect(reasonOf(withCase(honest, 1, () => first))).toContain('the same id')
    expect(reasonOf(submission('slow', (line) => (line === 3 ? 'timeout' : 'exact')))).toContain(
      'there is no output for',
    )
    const timedOut = withCase(honest, 2, (item) => ({
      ...item,
      completion: item.completion && { ...item.completion, finishReason: 'timeout' },
    }))
    expect(reasonOf(timedOut)).toContain('there is no output for')
  })

  it('of other metrics is left out, not rejected', () => {
    const { fingerprint } = honest
    expect(reasonOf({ ...honest, fingerprint: { ...fingerprint, metricVersion: 99 } })).toMatch(
      /^leftOut: .*99/,
    )
  })

  it('has no compliance where a schema is not known', () => {
    const outcome = verifySubmission('x.json', honest, {
      reference: null,
      rescore: (answer) => rescore({ ...answer, schemaId: null }),
    })
    if (!outcome.ok) throw new Error(outcome.refusal.reason)
    expect(buildLeaderboard([outcome.run]).entries[0]?.schemaCompliance).toBeNull()
  })
})
