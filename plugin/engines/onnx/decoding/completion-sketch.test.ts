import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sketchCompletion } from './completion-sketch.ts'

test('lines become fields, in order, numbers and words without quotes', () => {
  expect(
    sketchCompletion(
      'Push\n\nUser Name: Zoë "Z"\nAge: 41\nZip (US): 04107\nActive: True\nItems:\n  Unit Price: 3.50\nThanks.',
    ),
  ).toBe(
    ' {"user_name": "Zoë \\"Z\\"", "age": 41, "zip_us": 04107, "active": true, "items": [{"unit_price": 3.50}',
  )
})

test('a text without such lines has no sketch', () => {
  expect(sketchCompletion('Please extract.\n\nNothing here, at 10:30 or so.')).toBe('')
})

test('any text is read in linear time and without failure', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 400 }),
      (text) => typeof sketchCompletion(text) === 'string',
    ),
  )
  const started = performance.now()
  sketchCompletion('a '.repeat(100_000))
  sketchCompletion(`${'a'.repeat(80)}: `.repeat(10_000))
  expect(performance.now() - started).toBeLessThan(1000)
})
