import fc from 'fast-check'
import { expect, it } from 'vitest'
import { stringifyJson } from '../core/json/stringify.ts'
import { printable } from '../core/printable.ts'
import { previewJson } from './preview-json.ts'
import { jsonValue } from './test-support/arbitraries.ts'

it('is the JSON text, cut where it is too long', () => {
  fc.assert(
    fc.property(jsonValue, fc.integer({ min: 1, max: 60 }), (value, limit) => {
      const preview = previewJson(value, limit)
      const whole = printable(stringifyJson(value))
      expect(preview.length).toBeLessThanOrEqual(limit)
      if (whole.length > limit)
        expect(preview.endsWith('…') && whole.startsWith(preview.slice(0, -1))).toBe(true)
      else expect(preview).toBe(whole)
    }),
  )
})

it('does not read more of a value than it shows', () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
  expect(previewJson(deep, 10)).toBe('[[[[[[[[[…')
  const wide = new Array<string>(1_000_000).fill('x'.repeat(1_000))
  expect(previewJson(wide, 10)).toBe('["xxxxxxx…')
})
