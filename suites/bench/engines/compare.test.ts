import { describe, expect, test } from 'vitest'
import { compare, summarise } from './compare.ts'
import type { Answer, Contender, Slice } from './results.ts'

function answer(id: string, change: Partial<Answer> = {}): Answer {
  return {
    id,
    hash: id,
    tokensIn: 50,
    tokensOut: 11,
    queueMs: null,
    firstTokenMs: 100,
    decodeMs: 200,
    exactOfficial: true,
    exactLenient: true,
    ...change,
  }
}

function slice(seconds: number, ...answers: Answer[]): Slice {
  return { seconds, disturbed: null, cpuSeconds: seconds * 2, answers }
}

function contender(loadSeconds: number | null, ...slices: Slice[]): Contender {
  return {
    name: 'some',
    kind: 'peer',
    engine: null,
    version: null,
    notes: [],
    loadSeconds,
    peakMiB: null,
    slices,
    missing: null,
  }
}

describe('summarise', () => {
  test('adds up slices; loading is not answering', () => {
    const summary = summarise(
      contender(
        9,
        slice(1, answer('a'), answer('b', { tokensOut: 1, decodeMs: 0, exactOfficial: false })),
        slice(3, answer('c', { firstTokenMs: 300, decodeMs: 50 })),
      ),
    )
    expect(summary).toMatchObject({
      answered: 3,
      seconds: 4,
      tokensOut: 23,
      tokensPerSecond: 23 / 4,
      exactOfficial: 2 / 3,
      exactLenient: 1,
      disturbed: null,
    })
    expect(summary.firstTokenMs).toEqual({ p50: 100, p90: 300, p95: 300 })
    // The answer of one token has no time between tokens.
    expect(summary.msPerToken).toEqual({ p50: 5, p90: 20, p95: 20 })
  })

  test('what answered nothing was not measured, rather than 0', () => {
    expect(summarise(contender(null))).toMatchObject({
      answered: 0,
      seconds: null,
      tokensPerSecond: null,
      firstTokenMs: { p50: null },
      exactOfficial: null,
      disturbed: null,
    })
  })

  test('the worst slice tells how much others disturbed', () => {
    const some = contender(1, { ...slice(1, answer('a')), disturbed: 0.2 }, { ...slice(1), disturbed: 0.5 })
    expect(summarise(some).disturbed).toBe(0.5)
  })
})

describe('compare', () => {
  test('above 1 is faster: time with loading, tokens a second without', () => {
    const ours = contender(2, slice(1, answer('a')), slice(2, answer('b')))
    const theirs = contender(1, slice(10, answer('a', { tokensOut: 22 })), slice(8, answer('b')))
    const ratio = compare(ours, theirs, 2)
    expect(ratio?.wall).toBeCloseTo((1 + 18) / (2 + 3))
    expect(ratio?.tokens).toBeCloseTo(22 / 3 / (33 / 18))
    // All of them were run, so there is nothing to estimate; of ten times as many, loading is the same.
    expect(ratio?.wallOfAll).toBeCloseTo(ratio?.wall ?? 0)
    expect(compare(ours, theirs, 20)?.wallOfAll).toBeCloseTo((1 + 180) / (2 + 30))
    expect([ratio?.sliceLow, ratio?.sliceHigh]).toEqual([4, 10])
    // The other way round is the inverse.
    const back = compare(theirs, ours, 2)
    expect(back?.wall).toBeCloseTo(1 / (ratio?.wall ?? 0))
    expect(back?.tokens).toBeCloseTo(1 / (ratio?.tokens ?? 0))
  })

  test('processor time is compared where all slices know it', () => {
    const ours = contender(0, slice(1, answer('a')), slice(1, answer('b')))
    const theirs = contender(0, slice(5, answer('a')), slice(7, answer('b')))
    expect(compare(ours, theirs, 2)?.cpu).toBe(6)
    expect(summarise(ours).cpuSeconds).toBe(4)
    const unknown = contender(0, slice(5, answer('a')), { ...slice(7, answer('b')), cpuSeconds: null })
    expect(compare(ours, unknown, 2)?.cpu).toBeNull()
    expect(summarise(unknown).cpuSeconds).toBeNull()
  })

  test('a contender that ran out of time is compared over what both answered', () => {
    const ours = contender(0, slice(1, answer('a')), slice(100, answer('b')))
    const theirs = contender(0, slice(5, answer('a')))
    expect(compare(ours, theirs, 2)).toMatchObject({ wall: 5, tokens: 5, examples: 1 })
  })

  test('agreement: same texts, and exact answers that only one of them has', () => {
    const ours = contender(
      0,
      slice(1, answer('a'), answer('b', { exactOfficial: false }), answer('c'), answer('d')),
    )
    const theirs = contender(
      0,
      slice(
        1,
        answer('a'),
        answer('b', { hash: 'x' }),
        answer('c', { hash: 'y', exactOfficial: false }),
        answer('d'),
      ),
    )
    expect(compare(ours, theirs, 2)).toMatchObject({ examples: 4, sameText: 0.5, lost: 1, gained: 1 })
  })

  test('nothing in common is no ratio', () => {
    const some = contender(1, slice(1, answer('a')))
    expect(compare(some, contender(1), 1)).toBeNull()
    expect(compare(some, contender(null), 1)).toBeNull()
  })
})
