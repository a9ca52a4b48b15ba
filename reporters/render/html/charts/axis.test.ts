import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linearScale, logTicks, niceStep, spreadScale, ticks } from './axis.ts'

const positive = fc.double({ min: 1e-6, max: 1e9, noNaN: true })

describe('ticks', () => {
  test('start at 0, reach the maximum, and are few', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 1, max: 12 }), (max, count) => {
        const all = ticks(max, count)
        expect(all[0]).toBe(0)
        expect(all.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-6))
        expect(all.length).toBeLessThanOrEqual(count + 2)
      }),
    )
  })

  test('are round numbers', () => {
    expect(ticks(0.87, 5)).toEqual([0, 0.2, 0.4, 0.6000000000000001, 0.8, 1])
    expect(niceStep(790, 24)).toBe(50)
    expect(niceStep(0, 5)).toBe(1)
  })
})

describe('logTicks', () => {
  test('enclose the values', () => {
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)]
        const all = logTicks(min, max)
        expect(all[0]).toBeLessThanOrEqual(min * (1 + 1e-6))
        expect(all.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-6))
      }),
    )
  })
})

describe('scales', () => {
  test('keep the order of the values and stay in their range', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 2, maxLength: 8 }), (values) => {
        const { at } = spreadScale(values, 5, [10, 400])
        const places = values.toSorted((a, b) => a - b).map(at)
        expect(places).toEqual(places.toSorted((a, b) => a - b))
        for (const place of places) {
          expect(place).toBeGreaterThanOrEqual(10)
          expect(place).toBeLessThanOrEqual(400)
        }
      }),
    )
  })

  test('a linear one may run upwards on a screen', () => {
    const { at } = linearScale(100, 5, [200, 0])
    expect([at(0), at(50), at(100)]).toEqual([200, 100, 0])
  })
})
