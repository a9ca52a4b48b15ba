import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from './random.ts'

test('a seed text gives the same values on every machine', () => {
  const random = createRandom('1/edgejson_invoice_official_012')
  const drawn = [
    random.int(0, 999),
    random.int(0, 999),
    random.decimal(-1, 1, 6),
    random.faker.person.lastName(),
  ]
  expect(drawn).toMatchInlineSnapshot(`
    [
      170,
      438,
      0.417815,
      "Wolff",
    ]
  `)
})

test('reseeding starts over, whatever was drawn before', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.nat(20), (seed, other, draws) => {
      const random = createRandom(seed)
      const first = [random.next(), random.faker.person.fullName()]
      random.reseed(other)
      for (let draw = 0; draw < draws; draw++) random.next()
      random.reseed(seed)
      expect([random.next(), random.faker.person.fullName()]).toEqual(first)
    }),
    { numRuns: 50 },
  )
})

test('values stay within their bounds', () => {
  const random = createRandom('bounds')
  fc.assert(
    fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.nat(1e6), fc.nat(6), (low, width, digits) => {
      const value = random.int(low, low + width)
      expect(Number.isInteger(value) && value >= low && value <= low + width).toBe(true)
      const decimal = random.decimal(low / 7, (low + width + 7) / 7, digits)
      expect(decimal).toBeGreaterThanOrEqual(low / 7)
      expect(decimal).toBeLessThanOrEqual((low + width + 7) / 7)
      expect(String(decimal)).toMatch(new RegExp(`^-?\\d+(\\.\\d{1,${Math.max(1, digits)}})?$|e-`))
    }),
  )
})

test('next is uniform: ten bins, chi-square below its 99.9 % point', () => {
  const random = createRandom('uniform')
  const bins = Array.from({ length: 10 }, () => 0)
  for (let draw = 0; draw < 50_000; draw++) {
    const bin = Math.floor(random.next() * 10)
    bins[bin] = (bins[bin] ?? 0) + 1
  }
  const chiSquare = bins.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0)
  expect(chiSquare).toBeLessThan(27.88)
})

test('a list of nothing has nothing to pick', () => {
  expect(() => createRandom('x').pick([])).toThrow(RangeError)
})
