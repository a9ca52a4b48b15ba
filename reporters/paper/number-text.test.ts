import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dataNumber, numberText } from './number-text.ts'

const percent = { digits: 1, scale: 100 }

describe('numberText', () => {
  test.each([
    [0.5506, '55.1'],
    [1, '100.0'],
    [0.9999, '99.9'],
    [0, '0.0'],
    [0.0001, '0.1'],
  ])('the rate %f reads %s %%', (rate, text) => {
    expect(numberText(rate, percent)).toBe(text)
  })

  test.each([
    [34_286.54, { digits: 1 }, '34,286.5'],
    [134_515_008, { digits: 1, scale: 1e-6 }, '134.5'],
    [0.1737, {}, '0.17'],
    [0.000_42, { digits: 1 }, '0.00042'],
    [999.6, {}, '1,000'],
    [0, {}, '0'],
  ])('%f with %j reads %s', (value, format, text) => {
    expect(numberText(value, format)).toBe(text)
  })

  test('only zero reads as zero, and only all as all', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat({ max: 4 }), (rate, digits) => {
        const read = Number(numberText(rate, { digits, scale: 100 }))
        expect(read === 0).toBe(rate === 0)
        expect(read === 100).toBe(rate === 1)
        expect(Math.abs(read - rate * 100)).toBeLessThanOrEqual(1.01 * 10 ** -digits)
      }),
    )
  })
})

test('dataNumber leaves out what floating point adds', () => {
  expect(dataNumber(0.1 + 0.2, {})).toBe(0.3)
  expect(dataNumber(0.07, { scale: 100 })).toBe(7)
})
