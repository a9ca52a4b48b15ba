import fc from 'fast-check'
import { expect, test } from 'vitest'
import { duration, f1, integer, percent, points, pValue } from './format.ts'

test('only all is 100 % and only none is 0 %', () => {
  expect(percent(1)).toBe('100.0 %')
  expect(percent(0)).toBe('0.0 %')
  expect(percent(99_999 / 100_000)).toBe('99.9 %')
  expect(percent(1 / 100_000)).toBe('0.1 %')
  expect(f1(1)).toBe('1.000')
  expect(f1(0.99999)).toBe('0.999')
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (rate) => {
      expect(percent(rate)).not.toBe('100.0 %')
      expect(percent(rate)).not.toBe('0.0 %')
    }),
  )
})

test('what was not measured is no number', () => {
  expect([percent(null), f1(null), duration(null)]).toEqual(['n/a', 'n/a', 'n/a'])
})

test.each([
  [0.42, '0.42 ms'],
  [9.996, '10.0 ms'],
  [99.96, '100 ms'],
  [182.4, '182 ms'],
  [999.6, '1.00 s'],
  [1_210, '1.21 s'],
  [9_996, '10.0 s'],
  [99_960, '100 s'],
  [125_000, '2 min 05 s'],
  [3_599_900, '60 min 00 s'],
])('%d ms reads %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

test('signs, thousands, p values', () => {
  expect([points(0.032), points(-0.051), points(-0.0001)]).toEqual([
    '+3.2 points',
    '−5.1 points',
    '±0.0 points',
  ])
  expect([integer(7), integer(1234), integer(34_286_000)]).toEqual(['7', '1,234', '34,286,000'])
  expect([pValue(0.314), pValue(0.0042), pValue(0.00001)]).toEqual(['0.31', '0.004', '< 0.001'])
})
