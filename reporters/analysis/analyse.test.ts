import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { baselineFromRun } from '../../plugin/gate/baseline/from-run.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { Difference } from '../../plugin/records/scores.ts'
import { baselineOf, collected, type Fate, report, typicalFate } from '../test-support/benchmark.ts'
import { hostileText } from '../test-support/hostile.ts'
import { analyse } from './analyse.ts'

const typical = report(collected({ examples: 158, fate: typicalFate }))

/** A run of one schema in which example n has the differences given for it. */
function differing(differences: readonly (readonly Difference[])[]): ReturnType<typeof report> {
  const change = ({ line, scores }: CaseRecord): Partial<CaseRecord> => {
    const list = differences[line - 1] ?? []
    if (scores === null) return {}
    return { schemaId: 'invoice', scores: { ...scores, differences: list, differenceCount: list.length } }
  }
  const fate = (line: number): Fate => ((differences[line - 1]?.length ?? 0) === 0 ? 'exact' : 'wrong_value')
  return report(collected({ examples: differences.length, fate, change }))
}

const difference = (path: string, change: Partial<Difference> = {}): Difference => ({
  path,
  kind: 'wrong_value',
  expected: '1',
  received: '2',
  ...change,
})

describe('classes', () => {
  test('every miss is in one row of each dimension', () => {
    const { byComplexity, bySchema } = analyse(typical)
    for (const rows of [byComplexity, bySchema]) {
      expect(rows.reduce((sum, { missed }) => sum + missed, 0)).toBe(70)
      expect(rows.reduce((sum, { scored }) => sum + scored, 0)).toBe(158)
      for (const { classes, missed } of rows)
        expect(Object.values(classes).reduce((a, b) => a + b, 0)).toBe(missed)
    }
    expect(byComplexity.map(({ key }) => key)).toEqual(['simple', 'medium', 'complex'])
  })

  test('the schema with the most misses first', () => {
    const missed = analyse(typical).bySchema.map((row) => row.missed)
    expect(missed).toEqual(missed.toSorted((a, b) => b - a))
  })

  test('an example without an output is no miss', () => {
    const run = report(collected({ examples: 10, fate: (line) => (line === 1 ? 'timeout' : 'no_json') }))
    expect(analyse(run).byComplexity.reduce((sum, { scored }) => sum + scored, 0)).toBe(9)
  })
})

describe('paths', () => {
  test('items of a list are one field, and an output counts once', () => {
    const { paths } = analyse(
      differing([
        [difference('$.items[0].price'), difference('$.items[1].price'), difference('$.total')],
        [difference('$.items[7].price', { kind: 'omission', received: null })],
        [],
      ]),
    )
    expect(paths).toEqual([
      {
        schema: 'invoice',
        path: '$.items[*].price',
        outputs: 2,
        scored: 3,
        kinds: [
          { kind: 'wrong_value', outputs: 1 },
          { kind: 'omission', outputs: 1 },
        ],
      },
      {
        schema: 'invoice',
        path: '$.total',
        outputs: 1,
        scored: 3,
        kinds: [{ kind: 'wrong_value', outputs: 1 }],
      },
    ])
  })

  test('an output without JSON says nothing about fields', () => {
    const change = ({ scores }: CaseRecord): Partial<CaseRecord> =>
      scores === null
        ? {}
        : {
            scores: {
              ...scores,
              lenient: { ...scores.lenient, parsed: false },
              differences: [difference('$.total')],
            },
          }
    expect(analyse(report(collected({ examples: 4, fate: () => 'truncated', change }))).paths).toEqual([])
  })

  test('names from outside keep apart, whatever they are', () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        const run = collected({ examples: 3, fate: () => 'wrong_value', change: () => ({ schemaId: name }) })
        const { paths, bySchema } = analyse(report(run))
        expect(paths[0]).toMatchObject({ schema: name, path: '$.total', outputs: 3, scored: 3 })
        expect(bySchema).toMatchObject([{ key: name, missed: 3 }])
      }),
    )
  })

  test('a list of differences that was cut is reported', () => {
    const change = ({ scores }: CaseRecord): Partial<CaseRecord> =>
      scores === null ? {} : { scores: { ...scores, differenceCount: 51 } }
    expect(analyse(report(collected({ examples: 2, fate: () => 'omission', change }))).cutLists).toBe(2)
    expect(analyse(typical).cutLists).toBe(0)
  })
})

test('types that stand for others', () => {
  const wrong = { kind: 'wrong_type', expected: '30.5', received: '"30.5"' } as const
  const { types } = analyse(
    differing([
      [difference('$.a', wrong), difference('$.b', wrong)],
      [
        difference('$.a', wrong),
        difference('$.c', { kind: 'wrong_structure', expected: '["x', received: 'null' }),
      ],
      [difference('$.d', { kind: 'omission', received: null })],
    ]),
  )
  expect(types).toEqual([
    { expected: 'number', received: 'string', values: 3, outputs: 2 },
    { expected: 'array', received: 'null', values: 1, outputs: 1 },
  ])
})

describe('lengths', () => {
  test('each output is in one bucket, empty ones only between others', () => {
    const { answerTokens, promptTokens } = analyse(typical)
    for (const buckets of [answerTokens, promptTokens]) {
      expect(buckets.reduce((sum, { scored }) => sum + scored, 0)).toBe(158)
      expect(buckets.reduce((sum, { exact }) => sum + exact, 0)).toBe(typical.totals.exact)
      expect(buckets[0]?.scored).toBeGreaterThan(0)
      expect(buckets.at(-1)?.scored).toBeGreaterThan(0)
    }
    expect(answerTokens.map(({ from, to }) => [from, to])).toEqual([
      [0, 64],
      [64, 128],
      [128, 256],
      [256, 512],
    ])
  })

  test('not counted is no bucket', () => {
    const run = collected({
      examples: 4,
      change: ({ completion }) =>
        completion === null ? {} : { completion: { ...completion, tokensIn: null, tokensOut: 9_999 } },
    })
    const { answerTokens, promptTokens } = analyse(report(run))
    expect(promptTokens).toEqual([])
    expect(answerTokens).toEqual([{ from: 4096, to: null, scored: 4, exact: 4, truncated: 0 }])
  })
})

describe('drift', () => {
  const before = collected({ examples: 40, fate: (line) => (line <= 4 ? 'wrong_value' : 'exact') })
  const after = collected({
    examples: 40,
    fate: (line) => (line <= 2 ? 'wrong_value' : line > 30 ? 'omission' : 'exact'),
  })
  const compared = report(after, { baseline: baselineOf(before) })

  test('lost examples by what they miss by now', () => {
    expect(analyse(compared).drift).toEqual({
      reference: { text: 'the baseline', isBaseline: true },
      lost: [{ errorClass: 'omission', examples: 10 }],
      classes: null,
    })
  })

  test('classes then and now where the baseline is at hand', () => {
    expect(analyse(compared, baselineFromRun(report(before)).entries).drift?.classes).toEqual([
      { errorClass: 'omission', before: 0, now: 10 },
      { errorClass: 'wrong_value', before: 4, now: 2 },
    ])
  })

  test('a reference without a comparison is compared all the same', () => {
    expect(analyse(report(after), baselineFromRun(report(before)).entries).drift?.lost).toEqual([
      { errorClass: 'omission', examples: 10 },
    ])
  })

  test('nothing to compare with is null, not zero', () => {
    expect(analyse(typical).drift).toBeNull()
  })
})
