import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import type { ScoreCard } from '../../plugin/records/scores.ts'
import type { Fate } from '../test-support/benchmark.ts'
import { hostileText } from '../test-support/hostile.ts'
import { rescore, submission } from '../test-support/leaderboard/submissions.ts'
import { readXml } from '../test-support/read-xml.ts'
import { buildLeaderboard } from './build-leaderboard.ts'
import { renderBadge } from './render-badge.ts'
import { renderLeaderboardPage } from './render-page.ts'
import { renderLeaderboardSummary } from './render-summary.ts'
import type { ReferenceDataset, Rescore, VerifiedRun } from './types.ts'
import { verifySubmission } from './verify-submission.ts'

const EXAMPLES = 40
const missing =
  (every: number) =>
  (line: number): Fate =>
    line % every === 0 ? 'wrong_value' : 'exact'

function verify(
  report: RunReport,
  reference: ReferenceDataset | null = null,
  file = `${report.model.id}.json`,
) {
  return verifySubmission(file, report, { rescore, reference })
}

function accepted(report: RunReport, file?: string): VerifiedRun {
  const outcome = verify(report, null, file)
  if (!outcome.ok) throw new Error(outcome.refusal.reason)
  return outcome.run
}

function reasonOf(report: RunReport, reference: ReferenceDataset | null = null): string {
  const outcome = verify(report, reference)
  return outcome.ok ? 'accepted' : `${outcome.as}: ${outcome.refusal.reason}`
}

function withCase(report: RunReport, index: number, change: (item: CaseRecord) => CaseRecord): RunReport {
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

describe('a board', () => {
  const good = accepted(submission('good', missing(20)))
  const alike = accepted(submission('alike', missing(19)))
  const bad = accepted(submission('bad', missing(2)))

  it('ranks by JSONExact and decides ties by paired tests', () => {
    const { entries } = buildLeaderboard([bad, alike, good])
    expect(entries.map(({ label, rank, tiedWith }) => [label, rank, tiedWith])).toEqual([
      ['alike q8', [1, 2], ['good q8']],
      ['good q8', [1, 2], ['alike q8']],
      ['bad q8', [3, 3], []],
    ])
    expect(entries[0]).toMatchObject({ exact: 38, examples: 40, badge: 'badges/alike-q8.svg' })
  })

  it('does not depend on the order of the files', () => {
    const board = buildLeaderboard([bad, alike, good])
    fc.assert(
      fc.property(fc.shuffledSubarray([bad, alike, good], { minLength: 3 }), (runs) => {
        expect(buildLeaderboard(runs)).toEqual(board)
      }),
    )
  })

  it('shows the same completions of the same model once', () => {
    const copy = accepted(submission('good', missing(20)), 'z.json')
    const { entries, leftOut } = buildLeaderboard([good, copy])
    expect(entries).toHaveLength(1)
    expect(leftOut).toEqual([
      { file: 'z.json', model: 'good', reason: expect.stringContaining('as good.json') },
    ])
  })

  it('without the dataset it trusts the majority, and no run in a tie', () => {
    const odd = accepted(
      submission('odd', missing(3), EXAMPLES, ({ expected }) => ({
        expected: { ...(expected as object), more: 1 },
      })),
    )
    const { entries, rejected } = buildLeaderboard([good, bad, odd])
    expect(entries).toHaveLength(2)
    expect(rejected).toMatchObject([{ file: 'odd.json', reason: expect.stringContaining('--dataset') }])
    expect(() => buildLeaderboard([good, odd])).toThrow(/nothing to rank/)
  })

  it('needs to know its dataset', () => {
    const elsewhere: VerifiedRun = {
      ...bad,
      report: { ...bad.report, dataset: { ...bad.report.dataset, sha256: 'f'.repeat(64) } },
    }
    expect(() => buildLeaderboard([good, elsewhere])).toThrow(/--dataset FILE/)
    const board = buildLeaderboard([good, alike, elsewhere])
    expect(board.leftOut).toMatchObject([{ file: 'bad.json', reason: 'of another dataset' }])
    expect(() => buildLeaderboard([])).toThrow(/nothing to rank/)
  })

  it('is harmless whatever names and reasons hold', () => {
    const text = fc.oneof(
      hostileText,
      fc.constantFrom(
        '</script><script>alert(1)</script>',
        '" onmouseover="x',
        '<!--',
        '../../x',
        '__proto__',
        'x'.repeat(100_000),
      ),
    )
    fc.assert(
      fc.property(text, text, text, (id, machine, reason) => {
        const evil: VerifiedRun = {
          ...bad,
          file: `${reason}.json`,
          byComplexity: Object.fromEntries([...Object.entries(bad.byComplexity), [machine, bad.totals]]),
          report: {
            ...bad.report,
            model: { ...bad.report.model, id, engine: id },
            machine: { ...bad.report.machine, label: machine },
          },
        }
        const board = buildLeaderboard([good, evil], {
          title: id,
          rejected: [{ file: machine, model: id, reason }],
        })
        const page = renderLeaderboardPage(board)
        expect(page.match(/<script/g)).toHaveLength(1)
        expect(page).not.toMatch(/<(?:img|iframe|!--)|\son\w+=["']/)
        expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]|\p{Cs}/u)
        expect(page.length).toBeLessThan(60_000)
        for (const entry of board.entries) {
          expect(entry.badge).toMatch(/^badges\/[a-z0-9-]{1,70}\.svg$/)
          expect(readXml(renderBadge(entry)).name).toBe('svg')
        }
        const summary = renderLeaderboardSummary(board, { color: false })
        expect(summary).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]|\p{Cs}/u)
      }),
      { numRuns: 80 },
    )
  })
})
