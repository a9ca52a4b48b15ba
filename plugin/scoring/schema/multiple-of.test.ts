import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileSchema } from './compile-schema.ts'
import { isMultipleOf } from './multiple-of.ts'

describe('multipleOf', () => {
  it.each([
    [19.99, 0.01, true],
    [8.69, 0.01, true],
    [19.995, 0.01, false],
    [0.3, 0.1, true],
    [1e308, 0.5, true],
    [1e308, 5e-324, true],
    [5e-324, 1e308, false],
    [1e-7, 1e-8, true],
    [0.00006, 0.0001, false],
    [0, 0.01, true],
    [-4.5, 1.5, true],
    [1e21, 7, false],
    [Number.POSITIVE_INFINITY, 1, false],
    [5, 0, false],
  ])('%d by %d: %s', (value, divisor, expected) => {
    expect(isMultipleOf(value, divisor)).toBe(expected)
  })

  it('holds for every number of cents, and for no number in between', () => {
    const validate = compileSchema({ multipleOf: 0.01 })
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 1, max: 9 }), (cents, mills) => {
        const text = `${cents < 0 ? '-' : ''}${Math.trunc(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`
        expect(validate(Number(text)).valid).toBe(true)
        expect(validate(Number(`${text}${mills}`)).valid).toBe(false)
      }),
    )
  })

  it('names the divisor', () => {
    expect(compileSchema({ multipleOf: 0.01 })(1.005).errors).toEqual([
      { path: '$', message: 'must be multiple of 0.01' },
    ])
  })
})
