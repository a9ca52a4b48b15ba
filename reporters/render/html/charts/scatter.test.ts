import fc from 'fast-check'
import { expect, test } from 'vitest'
import { paretoChart, paretoFront } from './scatter.ts'

const points = fc.array(fc.record({ x: fc.integer({ min: 1, max: 9 }), y: fc.integer({ min: 0, max: 9 }) }), {
  minLength: 1,
  maxLength: 12,
})

test('no point on the line is beaten, and every point off it is', () => {
  fc.assert(
    fc.property(points, (all) => {
      const front = paretoFront(all)
      const beats = (a: (typeof all)[number], b: (typeof all)[number]): boolean =>
        a.x <= b.x && a.y >= b.y && (a.x < b.x || a.y > b.y)
      for (const point of all) expect(front.includes(point)).toBe(!all.some((other) => beats(other, point)))
    }),
  )
})

test('the line goes from the cheapest to the best', () => {
  const front = paretoFront([
    { x: 700, y: 0.6 },
    { x: 100, y: 0.5 },
    { x: 200, y: 0.4 },
  ])
  expect(front).toEqual([
    { x: 100, y: 0.5 },
    { x: 700, y: 0.6 },
  ])
})

test('a run at 0 % and runs without an interval are drawn', () => {
  const { text } = paretoChart(
    [
      { mark: 1, x: 5, y: 0, interval: null },
      { mark: 2, x: 500, y: 0.02, interval: [0, 0.1] },
    ],
    { describe: 'two runs', xTitle: 'size', format: String },
  )
  expect(text.match(/<circle/g)).toHaveLength(2)
  expect(text).not.toContain('NaN')
})
