import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaseRepeats } from '../records/repeats.ts'
import { allOf, repeatTally } from './repeats.ts'
import { tallied } from './tally.ts'

const completion = {
  text: '',
  finishReason: 'stop',
  tokensIn: null,
  tokensOut: null,
  timings: { queueMs: null, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: null },
  replayed: false,
} as const

const repeatsOf = (verdicts: readonly boolean[], outputs = 1): CaseRepeats => ({
  outputs,
  results: verdicts.map((right) => ({ completion, right, fieldF1: right ? 1 : 0 })),
})

const casesOf = (all: readonly (readonly boolean[])[]) =>
  all.map((verdicts, index) => ({
    id: `ex-${index + 1}`,
    state: verdicts.every(Boolean) ? ('passed' as const) : ('missed' as const),
    repeats: repeatsOf(verdicts),
  }))

/** All choices of `k` of the items. */
function choices<T>(items: readonly T[], k: number): T[][] {
  if (k === 0) return [[]]
  const [first, ...rest] = items
  if (first === undefined) return []
  return [...choices(rest, k - 1).map((each) => [first, ...each]), ...choices(rest, k)]
}

describe('figures of repeats', () => {
  test('pass^k and pass@k count the choices of k repeats', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }), fc.nat(), (verdicts, at) => {
        const k = 1 + (at % verdicts.length)
        const drawn = choices(verdicts, k)
        const hits = verdicts.filter(Boolean).length
        const all = drawn.filter((each) => each.every(Boolean)).length / drawn.length
        const none = drawn.filter((each) => !each.some(Boolean)).length / drawn.length
        expect(allOf(hits, verdicts.length, k)).toBeCloseTo(all, 12)
        expect(allOf(verdicts.length - hits, verdicts.length, k)).toBeCloseTo(none, 12)
      }),
    )
  })

  test('agree with each other', () => {
    const runs = fc
      .integer({ min: 2, max: 6 })
      .chain((n) =>
        fc.array(fc.array(fc.boolean(), { minLength: n, maxLength: n }), { minLength: 1, maxLength: 30 }),
      )
    fc.assert(
      fc.property(runs, (all) => {
        const n = all[0]?.length ?? 0
        const figures = tallied(casesOf(all), repeatTally(n))
        const [first, last] = [figures.passHatK[0] ?? -1, figures.passHatK.at(-1) ?? -1]
        expect(first).toBeCloseTo(figures.passRate ?? -1, 12)
        expect(figures.passAtK[0]).toBeCloseTo(first, 12)
        expect(last).toBeCloseTo(all.filter((each) => each.every(Boolean)).length / all.length, 12)
        expect((figures.passAtK.at(-1) ?? -1) - last).toBeCloseTo(figures.flipRate ?? -1, 12)
        expect(figures.unstable).toHaveLength(Math.round((figures.flipRate ?? -1) * all.length))
        for (const [index, rate] of figures.passHatK.slice(1).entries()) {
          expect(rate).toBeLessThanOrEqual((figures.passHatK[index] ?? 0) + 1e-12)
        }
      }),
    )
  })

  test('name the unstable examples, and leave out what has no output', () => {
    const [whole, failed] = [casesOf([[true, false, true]]), casesOf([[true]])]
    const cases = [...whole, ...failed.map((each) => ({ ...each, state: 'failed' as const }))]
    expect(tallied(cases, repeatTally(3))).toMatchObject({
      examples: 1,
      passRate: 2 / 3,
      flipRate: 1,
      unstable: [{ id: 'ex-1', right: 2 }],
    })
  })

  test('are null, not 0, where nothing was scored', () => {
    expect(tallied([], repeatTally(3))).toMatchObject({
      examples: 0,
      passRate: null,
      passRateInterval: null,
      passHatK: [],
      passAtK: [],
      flipRate: null,
      flipRateInterval: null,
    })
  })
})
