import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { argmax } from './argmax.ts'

/** The value of half-float bits (IEEE 754 binary16). */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** First index of the largest value; NaN never wins. */
function expected(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.length === 0 ? -1 : values.indexOf(Math.max(...known))
}

describe('argmax', () => {
  test('property: the first largest float', () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1, maxLength: 50 }), fc.nat(10), (row, offset) => {
        const data = new Float32Array(offset + row.length).fill(Number.POSITIVE_INFINITY, 0, offset)
        data.set(row, offset)
        expect(argmax(data, offset, row.length)).toBe(expected([...row]))
      }),
    )
  })

  test('property: the first largest half float', () => {
    fc.assert(
      fc.property(fc.uint16Array({ minLength: 1, maxLength: 50 }), (row) => {
        expect(argmax(row, 0, row.length)).toBe(expected([...row].map(half)))
      }),
    )
  })

  test('−1 when nothing is a number', () => {
    expect(argmax(new Float32Array(3).fill(Number.NaN), 0, 3)).toBe(-1)
    expect(argmax(new Uint16Array(3).fill(0x7e00), 0, 3)).toBe(-1)
    expect(argmax(new Float32Array(0), 0, 0)).toBe(-1)
  })
})
