import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binValues, histogram } from './histogram.ts'

describe('binValues', () => {
  test('every value is counted once, in the bin it belongs to', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(values, (all) => {
        const { step, counts, beyond } = binValues(all)
        expect(counts.reduce((sum, count) => sum + count, beyond)).toBe(all.length)
        for (const [bin, count] of counts.entries()) {
          expect(count).toBe(all.filter((value) => Math.floor(value / step) === bin).length)
        }
      }),
    )
  })

  test('one extreme value does not squeeze all others into one bin', () => {
    const { counts, beyond } = binValues([...Array.from({ length: 200 }, (_, index) => 100 + index), 120_000])
    expect(beyond).toBe(1)
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(5)
  })

  test('equal values, and none', () => {
    expect(binValues([0, 0]).counts).toEqual([2])
    expect(binValues([]).beyond).toBe(0)
  })
})

test('the chart says what it shows, and names its lines', () => {
  const { text } = histogram(binValues([10, 20, 30, 500]), [{ value: 20, label: 'p50' }], {
    describe: 'four "answers"',
    format: (value) => `${value} ms`,
  })
  expect(text).toContain('role="img" aria-label="four &quot;answers&quot;"')
  expect(text).toContain('>p50</text>')
})
