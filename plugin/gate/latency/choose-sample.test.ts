import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Candidate, chooseSample } from './choose-sample.ts'

const LEVELS = ['simple', 'medium', 'complex', null]
const dataset = fc
  .uniqueArray(fc.record({ id: fc.string(), complexity: fc.constantFrom(...LEVELS) }), {
    selector: ({ id }) => id,
    maxLength: 60,
  })
  .map((examples): Candidate[] => examples)

describe('chooseSample', () => {
  test('has the asked size, or all there are, and each example once', () => {
    fc.assert(
      fc.property(dataset, fc.nat(30), fc.nat(5), (examples, size, warmUp) => {
        const chosen = chooseSample(examples, size, warmUp)
        expect(chosen.sample).toHaveLength(Math.min(size, examples.length))
        expect(new Set(chosen.sample).size).toBe(chosen.sample.length)
        expect(chosen.warmUp).toHaveLength(Math.min(warmUp, examples.length))
      }),
    )
  })

  test('is the same whatever the order of the lines', () => {
    fc.assert(
      fc.property(dataset, fc.nat(30), (examples, size) => {
        const shuffled = examples.toSorted(
          (a, b) => (a.id.length - b.id.length) * 7 || (a.id < b.id ? 1 : -1),
        )
        expect(chooseSample(shuffled, size, 2)).toEqual(chooseSample(examples, size, 2))
      }),
    )
  })

  test('every complexity has its share, to less than one example', () => {
    fc.assert(
      fc.property(dataset, fc.nat(30), (examples, size) => {
        const { sample } = chooseSample(examples, size, 0)
        for (const level of LEVELS) {
          const of = (some: readonly Candidate[]) =>
            some.filter(({ complexity }) => complexity === level).length
          const share = examples.length === 0 ? 0 : (sample.length * of(examples)) / examples.length
          expect(Math.abs(of(sample) - share)).toBeLessThan(1)
        }
      }),
    )
  })

  test('the warm-up asks for others while there are others', () => {
    const examples = Array.from({ length: 10 }, (_, index) => ({ id: `ex-${index}`, complexity: 'simple' }))
    const { sample, warmUp } = chooseSample(examples, 8, 4)
    expect(warmUp.slice(0, 2).some((example) => sample.includes(example))).toBe(false)
    expect(warmUp.slice(2)).toEqual(sample.slice(0, 2))
  })

  test('is fixed by the ids: a change here makes every committed file incomparable', () => {
    const examples = Array.from({ length: 12 }, (_, index) => ({
      id: `ex-${index}`,
      complexity: index < 8 ? 'simple' : 'complex',
    }))
    const { sample } = chooseSample(examples, 6, 0)
    expect(sample.map(({ id }) => id)).toMatchInlineSnapshot(`
      [
        "ex-4",
        "ex-10",
        "ex-7",
        "ex-8",
        "ex-3",
        "ex-6",
      ]
    `)
  })
})
