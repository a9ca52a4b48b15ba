import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  dayNumber,
  formatDay,
  laterMoment,
  randomDay,
  randomMoment,
  randomTime,
  shiftDay,
} from './moments.ts'
import { createRandom } from './random.ts'

const random = createRandom('moments')

test('days go round', () => {
  fc.assert(
    fc.property(fc.integer({ min: -200_000, max: 200_000 }), (day) => {
      expect(dayNumber(formatDay(day))).toBe(day)
    }),
  )
  expect(shiftDay('2024-02-28', 2)).toBe('2024-03-01')
  expect(shiftDay('2024-03-01T08:00:00', -1)).toBe('2024-02-29')
})

test('a later moment is later, within its bounds, and written alike', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.integer({ min: 1, max: 1e6 }), (brief, most) => {
      const moment = randomMoment(random, brief)
      const later = laterMoment(moment, 1, most, random)
      const seconds = (Date.parse(`${later.slice(0, 19)}Z`) - Date.parse(`${moment.slice(0, 19)}Z`)) / 1000
      expect(seconds).toBeGreaterThanOrEqual(1)
      expect(seconds).toBeLessThanOrEqual(most)
      expect(later.replace(/\d/g, '0')).toBe(moment.replace(/\d/g, '0'))
    }),
  )
})

test('days, times and moments have the formats of the benchmark', () => {
  for (let draw = 0; draw < 200; draw++) {
    const day = randomDay(random)
    expect(day >= '1970-01-01' && day <= '2025-12-31').toBe(true)
    expect(randomTime(random)).toMatch(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/)
    expect(randomMoment(random, false)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/)
    expect(randomMoment(random, true)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d[05]:00Z?$/)
  }
})
