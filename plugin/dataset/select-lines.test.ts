import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { selectLines } from './select-lines.ts'

const example = (line: number, complexity: string | null, schemaId: string | null = null) => {
  return { id: `e${line}`, line, complexity, schemaId, source: null }
}
const dataset = {
  examples: [
    example(1, 'simple', 'a'),
    example(3, 'complex', 'b'),
    example(4, 'simple', 'b'),
    example(9, null),
  ],
  problems: [{ line: 2 }, { line: 7 }],
}
const lines = ({
  examples,
  problems,
}: {
  examples: readonly { line: number }[]
  problems: readonly { line: number }[]
}) => {
  return [examples.map(({ line }) => line), problems.map(({ line }) => line)]
}

describe('selectLines', () => {
  it('takes all of it when nothing is asked', () => {
    expect(selectLines(dataset, {})).toEqual({ ...dataset, cut: false })
    expect(selectLines(dataset, { limit: null }).cut).toBe(false)
    expect(selectLines(dataset, { limit: 6 }).cut).toBe(false)
  })

  it('a limit takes the first lines in the order of the file, broken ones too', () => {
    const chosen = selectLines(dataset, { limit: 3 })
    expect(lines(chosen)).toEqual([[1, 3], [2]])
    expect(chosen.cut).toBe(true)
  })

  it('filters may be combined, and broken lines stay', () => {
    expect(lines(selectLines(dataset, { complexity: ['simple'] }))).toEqual([
      [1, 4],
      [2, 7],
    ])
    expect(lines(selectLines(dataset, { complexity: ['simple'], schema: ['b'] }))).toEqual([[4], [2, 7]])
    expect(lines(selectLines(dataset, { ids: ['e9', 'e1'], limit: 1 }))).toEqual([[1], []])
  })

  it('refuses a filter that fits nothing, and says what there is', () => {
    expect(() => selectLines(dataset, { schema: ['c'] })).toThrow(
      /no example has schema "c"; there are "a", "b"\./,
    )
    expect(() => selectLines(dataset, { source: ['x'] })).toThrow(
      /the dataset does not say it of any example/,
    )
    expect(() => selectLines(dataset, { ids: [] })).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }))
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses the limit %d', (limit) => {
    expect(() => selectLines(dataset, { limit })).toThrow(/it must be a whole number of at least 1/)
  })

  it('a limit of N leaves min(N, lines) lines, and a larger one never fewer', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(50)), fc.integer({ min: 1, max: 60 }), (numbers, limit) => {
        const sorted = [...numbers].sort((a, b) => a - b)
        const examples = sorted.filter((line) => line % 3 !== 0).map((line) => example(line, null))
        const problems = sorted.filter((line) => line % 3 === 0).map((line) => ({ line }))
        const chosen = selectLines({ examples, problems }, { limit })
        const all = [...chosen.examples, ...chosen.problems].map(({ line }) => line).sort((a, b) => a - b)
        expect(all).toEqual(sorted.slice(0, limit))
        expect(chosen.cut).toBe(limit < sorted.length)
      }),
    )
  })
})
