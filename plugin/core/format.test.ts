import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  amountText,
  bytes,
  duration,
  energy,
  f1,
  f1Interval,
  integer,
  millisecondsPerToken,
  money,
  parameters,
  percent,
  percentInterval,
  plural,
  points,
  pointsInterval,
  pointsSize,
  pText,
  pValue,
  quantity,
  times,
  tokensPerSecond,
} from './format.ts'

const rate = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 1, 1e-9, 1 - 1e-9, 0.0005, 0.9995, 0.00049, 0.99951),
)
const amount = fc.oneof(
  fc.double({ min: 0, max: 1e12, noNaN: true }),
  fc.double({ min: 0, max: 200, noNaN: true }),
)

/** What a text says as a number: the first one in it, its unit applied. */
function numberIn(text: string, units: Readonly<Record<string, number>> = {}): number {
  let sum = 0
  for (const [, digits = '', unit = ''] of text.matchAll(/([\d,.]+)\s?([a-zA-Z%]*)/g)) {
    sum += Number(digits.replaceAll(',', '')) * (units[unit] ?? 1)
  }
  // `< 0.01` is below 0.01.
  return text.includes('<') ? sum / 2 : text.includes('>') ? sum * 1.0001 : sum
}

/** A larger value never has a smaller text. */
function isMonotone(
  values: fc.Arbitrary<number>,
  text: (value: number) => string,
  units: Readonly<Record<string, number>> = {},
): void {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a]
      expect(numberIn(text(low), units), `${text(low)} and ${text(high)}`).toBeLessThanOrEqual(
        numberIn(text(high), units),
      )
    }),
  )
}

describe('laws', () => {
  test('only all is 100 %, only none is 0 %, in intervals too', () => {
    fc.assert(
      fc.property(rate, (value) => {
        expect(percent(value) === '100.0 %').toBe(value === 1)
        expect(percent(value) === '0.0 %').toBe(value === 0)
        expect(f1(value) === '1.000').toBe(value === 1)
        expect(f1(value) === '0.000').toBe(value === 0)
        expect(percentInterval([value, value])).toBe(`${percent(value).slice(0, -2)} – ${percent(value)}`)
        expect(f1Interval([value, value])).toBe(`${f1(value)} – ${f1(value)}`)
      }),
    )
  })

  test('a positive quantity never reads as nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e9, noNaN: true }), (value) => {
        for (const text of [duration(value), quantity(value), times(value)]) expect(text).toMatch(/[1-9]/)
      }),
    )
  })

  test('a larger value never has a smaller text', () => {
    isMonotone(rate, percent)
    isMonotone(rate, f1)
    isMonotone(rate, pValue)
    isMonotone(amount, quantity)
    isMonotone(amount, times)
    isMonotone(amount, integer)
    isMonotone(amount, duration, { ms: 1, s: 1e3, min: 6e4, h: 3.6e6 })
    isMonotone(amount.map(Math.round), bytes, { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 })
    isMonotone(amount.map(Math.round), parameters, { k: 1e3, M: 1e6, B: 1e9, T: 1e12 })
  })

  test('rounding is off by one step at most', () => {
    fc.assert(
      fc.property(rate, (value) => {
        expect(Math.abs(numberIn(percent(value)) - 100 * value)).toBeLessThanOrEqual(0.1)
        expect(Math.abs(numberIn(f1(value)) - value)).toBeLessThanOrEqual(0.001)
      }),
    )
  })

  test('a p value is on its side of every level that people use', () => {
    fc.assert(
      fc.property(fc.oneof(rate, fc.double({ min: 0.0495, max: 0.0505, noNaN: true })), (p) => {
        for (const level of [0.01, 0.05, 0.1]) {
          expect(Math.sign(numberIn(pValue(p)) - level)).toBe(Math.sign(p - level))
        }
      }),
    )
  })

  test('a difference has the sign that it has', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (difference) => {
        const sign = points(difference)[0]
        if (Math.abs(difference) > 1e-5) expect(sign).toBe(difference < 0 ? '−' : '+')
        if (difference === 0) expect(sign).toBe('±')
      }),
    )
  })
})

test('what was not measured is no number', () => {
  expect([percent(null), f1(null), duration(null), quantity(null), bytes(null)]).toEqual(Array(5).fill('n/a'))
  expect([percent(null, 'not measured'), tokensPerSecond(null)]).toEqual(['not measured', 'n/a'])
  expect([percentInterval(null), f1Interval(null)]).toEqual(['', ''])
})

test.each([
  [0, '0.00 ms'],
  [0.0001, '< 0.01 ms'],
  [0.42, '0.42 ms'],
  [9.996, '10.0 ms'],
  [99.96, '100 ms'],
  [182.4, '182 ms'],
  [999.6, '1.00 s'],
  [1_210, '1.21 s'],
  [9_996, '10.0 s'],
  [66_730, '66.7 s'],
  [99_960, '100 s'],
  [125_000, '2 min 05 s'],
  [130_000, '2 min 10 s'],
  [135_000, '2 min 15 s'],
  [3_599_900, '60 min 00 s'],
  [11_240_000, '3 h 07 min'],
])('%d ms reads %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

test.each([
  [0.314, 'p = 0.31'],
  [0.0156, 'p = 0.016'],
  [0.0042, 'p = 0.0042'],
  [0.0496, 'p = 0.0496'],
  [0.05, 'p = 0.050'],
  [0.00001, 'p < 0.001'],
  [0.999, 'p > 0.99'],
  [1, 'p = 1'],
])('p of %d reads %s', (p, text) => {
  expect(pText(p)).toBe(text)
})

test('signs, thousands, sizes', () => {
  expect([0.032, -0.051, -0.0001, 0, 1e-9].map(points)).toEqual([
    '+3.2 points',
    '−5.1 points',
    '−0.010 points',
    '±0.0 points',
    '±0.0 points',
  ])
  expect(pointsInterval([-0.056, 0.016])).toBe('−5.6 to +1.6')
  expect(pointsSize(0.02)).toBe('2.0 points')
  expect([integer(7), integer(1234), integer(34_286_000)]).toEqual(['7', '1,234', '34,286,000'])
  expect([plural(1, 'miss', 'misses'), plural(2, 'miss', 'misses')]).toEqual(['1 miss', '2 misses'])
  expect([812, 9_716_000, 137_000_000, 999_700_000].map((count) => bytes(count))).toEqual([
    '812 B',
    '9.72 MB',
    '137 MB',
    '1 GB',
  ])
  expect([0, 0.005, 0.004, 9.994, 9.995, 99.94, 99.95].map((value) => quantity(value))).toEqual([
    '0.00',
    '0.01',
    '< 0.01',
    '9.99',
    '10.0',
    '99.9',
    '100',
  ])
  // Beyond the last unit the number grows.
  expect([bytes(1.5e15), parameters(2e15)]).toEqual(['1500 TB', '2000 T'])
  expect([300_000, 4_130_000, 1_236_000_000].map((count) => parameters(count))).toEqual([
    '300 k',
    '4.13 M',
    '1.24 B',
  ])
  expect([244.9, 15.73, 0.42, 1_204.4].map((value) => tokensPerSecond(value))).toEqual([
    '245 tokens/s',
    '15.7 tokens/s',
    '0.42 tokens/s',
    '1,204 tokens/s',
  ])
})

test('milliseconds of a token, ratios and the smallest figures that are not nothing', () => {
  expect([4.083, 0, null].map((value) => millisecondsPerToken(value))).toEqual([
    '4.08 ms/token',
    '0.00 ms/token',
    'n/a',
  ])
  expect([1.309, 0.005, 0.004, 0].map(times)).toEqual(['×1.31', '×0.01', '×< 0.01', '×0.00'])
})

describe('energy', () => {
  test.each([
    [0, '0 J'],
    [1e-9, '< 0.01 mJ'],
    [0.0042, '4.20 mJ'],
    [0.99949, '999 mJ'],
    [0.9996, '1.00 J'],
    [812, '812 J'],
    [12_345, '12.3 kJ'],
    [-3.5, '−3.50 J'],
    [-8.9e-16, '±0.00 J'],
    [null, 'n/a'],
  ])('%d J is %s', (joules, text) => {
    expect(energy(joules)).toBe(text)
  })

  test('more joules never have a smaller text', () => {
    const unit: Record<string, number> = { mJ: 1e-3, J: 1, kJ: 1e3 }
    const joulesOf = (text: string): number => {
      const [number = '', name = ''] = text.replace('< ', '').split(' ')
      return Number(number.replaceAll(',', '')) * (unit[name] ?? Number.NaN)
    }
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(joulesOf(energy(Math.min(a, b)))).toBeLessThanOrEqual(joulesOf(energy(Math.max(a, b))))
      }),
    )
  })
})

test.each([
  [0, '0'],
  [0.00001234567, '0.00001235'],
  [0.004, '0.004'],
  [0.1 + 0.2, '0.3'],
  [86.4, '86.4'],
  [100, '100'],
  [999.94, '999.9'],
  [999.96, '1,000'],
  [12_559.6, '12,560'],
])('an amount of %d is %s', (value, text) => {
  expect(amountText(value)).toBe(text)
  expect(money(value, 'USD')).toBe(`${text} USD`)
})
