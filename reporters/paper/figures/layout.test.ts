import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../plugin/core/json/json.ts'
import { hostileText } from '../../test-support/hostile.ts'
import { readXml } from '../../test-support/read-xml.ts'
import { chooseExample, MAX_COLUMNS, MAX_LINES } from './choose-example.ts'
import { paretoFrontier } from './pareto-frontier.ts'
import { boxOf, overlaps, placeLabels } from './place-labels.ts'
import { svgDocument, svgText } from './svg.ts'
import { fitText, textWidth } from './text-width.ts'

describe('paretoFrontier', () => {
  const points = fc.array(
    fc.record({ size: fc.integer({ min: 1, max: 20 }), value: fc.integer({ min: 0, max: 20 }) }),
    {
      minLength: 1,
    },
  )

  test('no point beats one of it, and each other point is beaten or matched by one of it', () => {
    fc.assert(
      fc.property(points, (all) => {
        const frontier = paretoFrontier(all)
        const beats = (a: (typeof all)[0], b: (typeof all)[0]): boolean =>
          a.size <= b.size && a.value >= b.value && (a.size < b.size || a.value > b.value)
        for (const point of frontier) expect(all.some((other) => beats(other, point))).toBe(false)
        for (const point of all) {
          expect(frontier.some((other) => other.size <= point.size && other.value >= point.value)).toBe(true)
        }
        for (const [index, point] of frontier.entries()) {
          expect(point.size).toBeGreaterThan(frontier[index - 1]?.size ?? 0)
        }
      }),
    )
  })
})

describe('placeLabels', () => {
  const mark = fc.record({
    x: fc.integer({ min: 0, max: 420 }),
    y: fc.integer({ min: 0, max: 300 }),
    text: fc.string({ minLength: 1, maxLength: 25 }),
  })

  test('names cover neither each other, nor a mark, nor an obstacle, nor the frame; or there are none', () => {
    const obstacle = { left: 100, right: 200, top: 90, bottom: 110 }
    const plot = { width: 420, height: 300, fontSize: 15, obstacles: [obstacle] }
    let placed = 0
    fc.assert(
      fc.property(fc.array(mark, { minLength: 1, maxLength: 5 }), (marks) => {
        const placements = placeLabels(marks, plot)
        if (placements === null) return
        placed += 1
        const boxes = marks.flatMap((each, index) => {
          const placement = placements[index]
          return placement === undefined ? [] : [boxOf(each, placement, 15)]
        })
        expect(boxes).toHaveLength(marks.length)
        for (const [index, box] of boxes.entries()) {
          expect(boxes.slice(index + 1).some((other) => overlaps(box, other))).toBe(false)
          expect(overlaps(box, obstacle)).toBe(false)
          for (const { x, y } of marks) {
            expect(overlaps(box, { left: x - 7, right: x + 7, top: y - 7, bottom: y + 7 })).toBe(false)
          }
          expect(box.left).toBeGreaterThanOrEqual(0)
          expect(box.right).toBeLessThanOrEqual(420)
        }
      }),
    )
    expect(placed).toBeGreaterThan(0)
  })

  test('a name that fits nowhere asks for a legend', () => {
    const plot = { width: 50, height: 300, fontSize: 15, obstacles: [] }
    expect(placeLabels([{ x: 25, y: 100, text: 'much too long a name' }], plot)).toBeNull()
  })
})

describe('fitText', () => {
  test('is never wider than asked, and cuts only what is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.integer({ min: 20, max: 300 }),
        (text, width) => {
          const fitted = fitText(text, width, 16)
          expect(textWidth(fitted, 16)).toBeLessThanOrEqual(width)
          expect(fitted === text).toBe(textWidth(text, 16) <= width)
        },
      ),
    )
  })

  test('knows letters', () => {
    expect(textWidth('iiii', 10)).toBeLessThan(textWidth('WWWW', 10) / 3)
    expect(textWidth('東', 10)).toBe(10)
  })
})

describe('chooseExample', () => {
  const example = (id: string, prompt: string, expected: JsonValue) => ({
    id,
    prompt,
    expected,
    line: 1,
    schemaId: null,
    complexity: null,
    source: null,
    critical: false,
  })

  test('shows the most kinds of values that fit', () => {
    const shown = chooseExample([
      example('plain', 'A: 1', { a: 1 }),
      example('rich', 'A: 1\nTags:\n  x, y', { a: 1, name: 'n', tags: ['x', 'y'] }),
      example('long', 'A\n'.repeat(40), { a: 1, b: 'b', c: [], d: {} }),
    ])
    expect(shown).toEqual({
      id: 'rich',
      prompt: ['A: 1', 'Tags:', '  x, y'],
      expected: ['{', '  "a": 1,', '  "name": "n",', '  "tags": ["x","y"]', '}'],
    })
  })

  test('lines are broken between words and keep their indentation', () => {
    const shown = chooseExample([example('a', `  ${'word '.repeat(16)}`.trimEnd(), { a: 1 })])
    expect(shown?.prompt).toEqual([
      `  ${'word '.repeat(7)}word`.slice(0, 41),
      `  ${'word '.repeat(7)}word`.slice(0, 41),
    ])
  })

  test('where nothing fits, the shortest is cut', () => {
    const shown = chooseExample([
      example('longer', 'x'.repeat(900), {}),
      example('long', 'y'.repeat(800), { [`${'k'.repeat(60)}`]: 1 }),
    ])
    expect(shown?.id).toBe('long')
    expect(chooseExample([])).toBeNull()
  })

  test('always fits', () => {
    fc.assert(
      fc.property(hostileText, fc.jsonValue(), (text, value) => {
        const shown = chooseExample([example('a', text.repeat(20), JSON.parse(JSON.stringify(value)))])
        for (const lines of [shown?.prompt ?? [], shown?.expected ?? []]) {
          expect(lines.length).toBeLessThanOrEqual(MAX_LINES)
          for (const line of lines) expect([...line].length).toBeLessThanOrEqual(MAX_COLUMNS)
        }
      }),
    )
  })
})

test('drawings are well-formed, whatever the text', () => {
  fc.assert(
    fc.property(fc.oneof(hostileText, fc.string({ unit: 'binary' })), (text) => {
      const drawing = readXml(svgDocument(10, 10, text, [svgText(1, 2, text)]))
      expect(drawing.children.map(({ name }) => name)).toEqual(['rect', 'text'])
    }),
  )
})
