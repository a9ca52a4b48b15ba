import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as home from '../../../../plugin/core/format.ts'

// `npm run build && npm run format:client` writes it again.
const page: Readonly<Record<string, unknown>> = await import(new URL('format.js', import.meta.url).href)

test('the page has the formatters of plugin/core/format.ts, each with the same texts', () => {
  expect(Object.keys(page).sort()).toEqual(Object.keys(home).sort())
  const numbers = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1e7, noNaN: true }),
    fc.nat(),
  )
  for (const [name, value] of Object.entries(home)) {
    const other = page[name]
    if (typeof value !== 'function' || typeof other !== 'function') {
      expect(other, name).toBe(value)
      continue
    }
    const interval = name.endsWith('Interval')
    const further = name === 'signed' ? [2] : name === 'plural' ? ['miss', 'misses'] : []
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const given = interval ? [a, b] : a
        expect(Reflect.apply(other, null, [given, ...further]), name).toBe(
          Reflect.apply(value, null, [given, ...further]),
        )
      }),
    )
  }
})
