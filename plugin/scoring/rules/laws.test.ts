import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../core/json/json.ts'
import type { ScoringRule } from '../../records/scoring-rules.ts'
import { diffByPath } from '../diff-by-path.ts'
import { jsonExact } from '../json-exact.ts'
import { leafScores } from '../leaf-scores.ts'
import { jsonValue, relatedValues } from '../test-support/arbitraries.ts'
import { type CompiledRules, compileRules } from './compile-rules.ts'

const word = fc.constantFrom('a', 'A', ' a ', 'b', '2024-03-05', '03/05/2024', '1,000', '1000', '5 €', '')
const scalar = fc.oneof(word, fc.integer({ min: -2, max: 3 }), fc.constantFrom(0.1, 1.1, 1000, null, true))
const item = fc.record(
  { sku: scalar, price: scalar, tags: fc.array(scalar, { maxLength: 3 }) },
  { requiredKeys: [] },
)
const document: fc.Arbitrary<JsonValue> = fc.record(
  {
    id: scalar,
    total: scalar,
    tags: fc.array(scalar, { maxLength: 4 }),
    items: fc.array(fc.oneof({ weight: 9, arbitrary: item }, scalar), { maxLength: 4 }),
  },
  { requiredKeys: [] },
)

const path = fc.constantFrom(
  '$..*',
  '$.id',
  '$.total',
  '$.tags',
  '$.tags[*]',
  '$.items',
  '$.items[*]',
  '$.items[*].sku',
  '$.items[*].price',
  '$.items[0]',
  '$..tags',
  '$.*',
  '$..price',
)
const rule: fc.Arbitrary<ScoringRule> = fc
  .record(
    {
      path,
      list: fc.constantFrom('ordered', 'unordered', 'aligned', 'set'),
      number: fc.record({ absolute: fc.constantFrom(0.1, 1) }),
      text: fc.constantFrom(['trim'], ['case', 'trim'], ['nfkc', 'whiteSpace'] as const),
      date: fc.constant(['iso', 'us']),
      amount: fc.constant(['point'] as const),
      nullIsMissing: fc.boolean(),
      ignore: fc.boolean(),
      optional: fc.boolean(),
      required: fc.boolean(),
      exact: fc.boolean(),
      weight: fc.constantFrom(0.5, 1, 3),
      by: fc.constant(['sku']),
    },
    { requiredKeys: ['path'] },
  )
  .map(
    ({ by, ...each }) =>
      ({
        ...each,
        weight: each.weight ?? 1,
        ...(each.list === 'aligned' && by ? { by } : {}),
      }) as ScoringRule,
  )
const rules = fc.array(rule, { minLength: 1, maxLength: 5 })

/** A list in a random order, at every depth where its order is free under one rule for all lists. */
const shuffled = (value: JsonValue, random: (n: number) => number): JsonValue => {
  if (Array.isArray(value)) {
    const items = value.map((each) => shuffled(each, random))
    for (let at = items.length - 1; at > 0; at -= 1) {
      const other = random(at + 1)
      ;[items[at], items[other]] = [items[other] ?? null, items[at] ?? null]
    }
    return items
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shuffled(member, random)]))
}
const LISTS = ['$', '$..*']

const law = async (
  arbitrary: fc.Arbitrary<readonly [readonly ScoringRule[], JsonValue, JsonValue]>,
  holds: (
    compiled: CompiledRules,
    received: JsonValue,
    expected: JsonValue,
    rules: readonly ScoringRule[],
  ) => void | Promise<void>,
): Promise<void> => {
  await fc.assert(
    fc.asyncProperty(arbitrary, async ([each, received, expected]) => {
      await holds(await compileRules(each), received, expected, each)
    }),
    { numRuns: 300 },
  )
}

describe('scoring rules', { timeout: 60_000 }, () => {
  it('have FieldF1 1, and no difference, exactly for what is exact', async () => {
    await law(fc.tuple(rules, document, document), (compiled, received, expected) => {
      const { exact, f1, precision, recall } = compiled.score(received, expected)
      expect(f1 === 1).toBe(exact)
      const { differences, count, kinds } = compiled.diff(expected, received)
      expect(count === 0).toBe(exact)
      expect(kinds.size === 0).toBe(exact)
      expect(differences.length).toBe(Math.min(count, 50))
      for (const rate of [f1, precision, recall]) expect(rate >= 0 && rate <= 1 + 1e-12).toBe(true)
    })
  })

  it('give the expected value itself 1', async () => {
    await law(fc.tuple(rules, document, document), (compiled, _, expected) => {
      expect(compiled.score(expected, expected)).toMatchObject({
        exact: true,
        f1: 1,
        precision: 1,
        recall: 1,
      })
    })
  })

  it('that allow nothing are typed equality', async () => {
    const nothing = await compileRules([{ path: '$..*', exact: true }])
    fc.assert(
      fc.property(relatedValues, ([received, expected]) => {
        const { exact, ...scores } = nothing.score(received, expected)
        expect(exact).toBe(jsonExact(received, expected))
        expect(scores).toEqual(leafScores(received, expected))
        expect(nothing.diff(expected, received)).toEqual(diffByPath(expected, received))
        expect(nothing.count(expected)).toBe(scores.fields.expected)
      }),
      { numRuns: 300 },
    )
  })

  it.each(['unordered', 'aligned', 'set'] as const)(
    'give a reordered list under %s the same score',
    async (list) => {
      const free = rules.map((each) => [
        ...each.map(({ list: _, by: __, exact: ___, ...rest }) => ({
          ...rest,
          weight: 1,
          path: rest.path === '$.items[0]' ? '$.items[*]' : rest.path,
        })),
        ...LISTS.map((at) => ({ path: at, list })),
      ])
      await fc.assert(
        fc.asyncProperty(
          free,
          document,
          document,
          fc.infiniteStream(fc.nat(1000)),
          async (each, received, expected, stream) => {
            const compiled = await compileRules(each)
            const random = (n: number) => (stream.next().value ?? 0) % n
            const before = compiled.score(received, expected)
            expect(compiled.score(shuffled(received, random), expected)).toEqual(before)
            expect(compiled.score(received, shuffled(expected, random))).toEqual(before)
          },
        ),
        { numRuns: 300 },
      )
    },
  )

  it('never score less with a larger tolerance', async () => {
    await law(
      fc.tuple(
        rules.map((each) => each.map((one) => ({ ...one, required: false }))),
        document,
        document,
      ),
      async (compiled, received, expected, each) => {
        const wider = each.map((one) =>
          one.number === undefined ? one : { ...one, number: { absolute: (one.number.absolute ?? 0) * 2 } },
        )
        const [before, after] = [
          compiled.score(received, expected),
          (await compileRules(wider)).score(received, expected),
        ]
        expect(after.exact || !before.exact).toBe(true)
        if (!each.some(({ optional }) => optional)) expect(after.f1).toBeGreaterThanOrEqual(before.f1 - 1e-12)
      },
    )
  })

  it('never make a right value wrong by ignoring a field', async () => {
    await law(fc.tuple(rules, document, document), async (compiled, received, expected, each) => {
      const ignoring = await compileRules([...each, { path: '$.total', ignore: true }])
      const [before, after] = [compiled.score(received, expected), ignoring.score(received, expected)]
      expect(after.exact || !before.exact).toBe(true)
    })
  })

  it('never score less by ignoring a field that is not right', async () => {
    const simple = fc.record(
      { id: scalar, total: scalar, tags: fc.array(scalar, { maxLength: 3 }) },
      { requiredKeys: [] },
    )
    const ignoring = await compileRules([{ path: '$.total', ignore: true }])
    const plain = await compileRules([{ path: '$..*', exact: true }])
    fc.assert(
      fc.property(simple, simple, (received, expected) => {
        fc.pre(
          !(
            'total' in received &&
            'total' in expected &&
            jsonExact(received.total ?? null, expected.total ?? null)
          ),
        )
        expect(ignoring.score(received, expected).f1).toBeGreaterThanOrEqual(
          plain.score(received, expected).f1,
        )
      }),
    )
  })

  it('depend on the ratios of weights only', async () => {
    const weighted = fc.tuple(
      rules.map((each) => each.map((one) => ({ ...one, list: 'ordered', by: undefined }) as ScoringRule)),
      document,
      document,
    )
    await law(weighted, async (_, received, expected, each) => {
      const all: ScoringRule[] = [{ path: '$', weight: 1 }, ...each]
      const scaled = all.map((one) => ({ ...one, weight: (one.weight ?? 1) * 7 }))
      const [a, b] = [await compileRules(all), await compileRules(scaled)]
      expect(b.score(received, expected).f1).toBeCloseTo(a.score(received, expected).f1, 12)
    })
  })

  it('of aligned lists find the pairing with the least wrong', async () => {
    const lists = fc.tuple(fc.array(item, { maxLength: 3 }), fc.array(item, { maxLength: 3 }))
    const aligned = await compileRules([{ path: '$', list: 'aligned' }])
    const unordered = await compileRules([{ path: '$', list: 'unordered' }])
    fc.assert(
      fc.property(lists, ([received, expected]) => {
        const { fields, exact, f1 } = aligned.score(received, expected)
        const best = Math.max(
          ...permutations(received, expected.length).map((order) => common(order, expected)),
        )
        if (received.length * expected.length > 0) expect(fields.correct).toBe(best)
        expect(unordered.score(received, expected).exact).toBe(exact)
        expect(unordered.score(received, expected).f1).toBeLessThanOrEqual(f1)
      }),
      { numRuns: 200 },
    )
  })

  it('read any value', async () => {
    const compiled = await compileRules([
      { path: '$', list: 'aligned' },
      { path: '$..*', list: 'aligned', text: ['case'], date: ['iso'], amount: ['point'] },
    ])
    fc.assert(
      fc.property(jsonValue, jsonValue, (a, b) => {
        expect(compiled.score(a, a).exact).toBe(true)
        expect(compiled.score(a, b).f1).toBeLessThanOrEqual(1)
      }),
    )
  })
})

/** Leaves that two lists of items have in common, item by item; an item that is missing has none. */
function common(received: readonly (JsonValue | undefined)[], expected: readonly JsonValue[]): number {
  return expected.reduce<number>((sum, each, at) => {
    const other = received[at]
    return other === undefined ? sum : sum + leafScores(other, each).fields.correct
  }, 0)
}

function permutations(items: readonly JsonValue[], length: number): (JsonValue | undefined)[][] {
  const padded: (JsonValue | undefined)[] = [...items, ...Array<undefined>(length).fill(undefined)]
  const orders: (JsonValue | undefined)[][] = []
  const extend = (chosen: (JsonValue | undefined)[], left: (JsonValue | undefined)[]) => {
    if (chosen.length === length) orders.push(chosen)
    else for (const [at, each] of left.entries()) extend([...chosen, each], left.toSpliced(at, 1))
  }
  extend([], padded)
  return orders
}
