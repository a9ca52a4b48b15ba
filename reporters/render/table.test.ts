import fc from 'fast-check'
import { expect, it } from 'vitest'
import { alignRows, tableWidth } from './table.ts'
import { displayWidth } from './text.ts'

const brackets = (text: string): string => `<${text}>`
const cell = fc.record({ text: fc.string({ unit: 'grapheme', maxLength: 12 }), left: fc.boolean() })

it('a table is as wide as its widest line, whatever the colours', () => {
  const rows = fc
    .integer({ min: 1, max: 5 })
    .chain((columns) =>
      fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 6 }),
    )
  fc.assert(
    fc.property(rows, (made) => {
      const painted = made.map((row) => row.map((each) => ({ ...each, paint: brackets })))
      expect(tableWidth(painted)).toBe(Math.max(...alignRows(made).map(displayWidth)))
    }),
  )
})
