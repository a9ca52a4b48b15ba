import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hostileText } from '../test-support/hostile.ts'
import { submission } from '../test-support/leaderboard/submissions.ts'
import { accepted, missing } from '../test-support/leaderboard/verified.ts'
import { readXml } from '../test-support/read-xml.ts'
import { buildLeaderboard } from './build-leaderboard.ts'
import { renderBadge } from './render-badge.ts'
import { renderLeaderboardPage } from './render-page.ts'
import { renderLeaderboardSummary } from './render-summary.ts'
import type { VerifiedRun } from './types.ts'

const EXAMPLES = 40

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
