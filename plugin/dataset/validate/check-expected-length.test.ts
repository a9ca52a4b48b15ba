import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkExpectedLength, spacedJson } from './check-expected-length.ts'

describe('checkExpectedLength', () => {
  const value = { a: 'x'.repeat(100) }
  const text = `{"a": "${'x'.repeat(100)}"}`

  it('counts with a tokenizer: the limit itself fits, one more does not', () => {
    const count = (counted: string) => {
      expect(counted).toBe(text)
      return 50
    }
    expect(checkExpectedLength(value, 50, count)).toEqual([])
    expect(checkExpectedLength(value, 49, count)).toEqual([
      {
        severity: 'error',
        code: 'EXPECTED_TOO_LONG',
        message: 'the expected value has 50 tokens, the limit is 49; no model can output it.',
      },
    ])
  })

  it('estimates without one, says so, and only warns', () => {
    expect(checkExpectedLength(value, 50, null)).toEqual([])
    expect(checkExpectedLength(value, 40, null)).toMatchObject([
      {
        severity: 'warning',
        code: 'EXPECTED_MAYBE_TOO_LONG',
        message: expect.stringContaining('50 tokens (estimated)'),
      },
    ])
  })
})

it('spacedJson is JSON with spaces after commas and colons', () => {
  expect(spacedJson({ a: [1, 2.5, 12345678901234567890n], b: { c: null }, d: [], e: {} })).toBe(
    '{"a": [1, 2.5, 12345678901234567890], "b": {"c": null}, "d": [], "e": {}}',
  )
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain = JSON.parse(JSON.stringify(value))
      expect(JSON.parse(spacedJson(plain))).toEqual(plain)
    }),
  )
})
