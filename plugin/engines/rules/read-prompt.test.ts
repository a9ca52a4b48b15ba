import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../core/json/json.ts'
import { stringifyJson } from '../../core/json/stringify.ts'
import { promptReader } from './read-prompt.ts'
import { schemas, valuesOf } from './test-support/arbitraries.ts'
import { officialBody, officialPrompt } from './test-support/official-format.ts'
import { benchmarkSchemas } from './test-support/schemas.ts'

const read = promptReader(benchmarkSchemas)

/** Reads with this schema alone. */
function readAs(schema: unknown, prompt: string): unknown {
  return promptReader({ only: schema })(prompt)
}

const order = {
  type: 'object',
  properties: {
    note: { type: 'string' },
    lines: {
      type: 'array',
      items: { type: 'object', properties: { sku: { type: 'string' }, count: { type: 'integer' } } },
    },
    tags: { type: 'array', items: { type: 'string' } },
    extra: { type: 'object' },
    total: { type: 'number' },
  },
}

describe('the text of a prompt', () => {
  test('types values by the schema, not by their looks', () => {
    expect(readAs(order, 'Note: 42\nTotal: 42\nTags:\n  7\n  True')).toEqual({
      note: '42',
      total: 42,
      tags: ['7', 'True'],
    })
  })

  test('begins an item at a key that is there already or that belongs before the last one', () => {
    expect(readAs(order, 'Lines:\n  Sku: a\n  Count: 1\n  Count: 2\n  Sku: b\n  Sku: c')).toEqual({
      lines: [{ sku: 'a', count: 1 }, { count: 2 }, { sku: 'b' }, { sku: 'c' }],
    })
  })

  test('continues a text of several lines until the next expected key', () => {
    expect(readAs(order, 'Note: first\nsecond: third\n  Sku: x\n\nNote: again\nTotal: 3\n')).toEqual({
      note: 'first\nsecond: third\n  Sku: x\n\nNote: again',
      total: 3,
    })
  })

  test('joins a line without indentation to the list item before it', () => {
    expect(readAs(order, 'Tags:\n  one\nmore of one\n  two')).toEqual({ tags: ['one\nmore of one', 'two'] })
  })

  test('does not let stray lines into values that have one line', () => {
    expect(readAs(order, 'Total: 3\nof many\nNote: x')).toEqual({ total: 3, note: 'x' })
  })

  test('reads an open object by the looks of its values', () => {
    expect(
      readAs(order, 'Extra:\n  Max Temp: 3\n  On: True\n  Deep:\n    A: x\n  List:\n    p\n    q\n  Void:'),
    ).toEqual({
      extra: { max_temp: 3, on: true, deep: { a: 'x' }, list: ['p', 'q'], void: {} },
    })
  })

  test('gives an empty object to a list that shows nothing, where an item may be empty', () => {
    expect(readAs(order, 'Lines:\nTags:\nExtra:')).toEqual({ lines: [{}], tags: [], extra: {} })
    const strict = { properties: { a: { items: { properties: { b: {} }, required: ['b'] } } } }
    expect(readAs(strict, 'A:')).toEqual({ a: [] })
  })

  test('answers another style with what it shows, or with {}', () => {
    expect(read('')).toEqual({})
    expect(read('Hi,\n\nthe price of "Nut" is 3.50. Please turn this into JSON.')).toEqual({})
    expect(read('ts=2020-01-01 level=INFO message="x"')).toEqual({})
  })
})

describe('laws', () => {
  test.each(Object.keys(benchmarkSchemas))('%s: a prompt that determines its answer gives it back', (id) => {
    const name = id.replaceAll('_', ' ')
    fc.assert(
      fc.property(valuesOf(benchmarkSchemas[id], 'determined'), (value) => {
        expect(read(officialPrompt(value, name, name))).toEqual(value)
      }),
      { numRuns: 40 },
    )
  })

  test('so it is for any schema', () => {
    const cases = schemas.chain((schema) =>
      valuesOf(schema, 'determined').map((value) => ({ schema, value })),
    )
    fc.assert(
      fc.property(cases, ({ schema, value }) => {
        expect(readAs(schema, officialPrompt(value))).toEqual(value)
      }),
      { numRuns: 300 },
    )
  })

  test('another value would have had the same prompt', () => {
    const cases = schemas.chain((schema) => valuesOf(schema, 'any').map((value) => ({ schema, value })))
    fc.assert(
      fc.property(cases, ({ schema, value }) => {
        const answer = promptReader({ only: schema })(officialPrompt(value))
        expect(officialBody(answer)).toBe(officialBody(value))
      }),
      { numRuns: 300 },
    )
  })
})

describe('hostile prompts', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .tuple(
        fc.constantFrom('', ' ', '  ', '    ', '\t', '      '),
        fc.constantFrom(
          'Items',
          'Data',
          '__proto__',
          'Constructor',
          'Message',
          'Status Code',
          'Errors',
          'Tags',
        ),
        fc.constantFrom('', ':', ': ', ': 1', ': True', ': x'),
      )
      .map((parts) => parts.join('')),
  )
  const prompt = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'))

  test('never throws, says the same twice, and only what the schema knows', () => {
    fc.assert(
      fc.property(prompt, (text) => {
        const answer = read(text)
        expect(stringifyJson(read(text))).toBe(stringifyJson(answer))
        const known = new Set(Object.values(benchmarkSchemas).flatMap((schema) => propertiesOf(schema)))
        for (const key of Object.keys(answer)) expect(known).toContain(key)
      }),
    )
  })

  test('an open object takes __proto__ as a key as any other', () => {
    const answer = promptReader({ only: order })('Extra:\n  __proto__:\n    Polluted: True\n  constructor: x')
    expect(stringifyJson(answer)).toBe('{"extra":{"__proto__":{"polluted":true},"constructor":"x"}}')
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  test('does not nest deeper than a prompt can mean', () => {
    const deep = Array.from({ length: 1000 }, (_, level) => `${'  '.repeat(level + 1)}A:`).join('\n')
    const answer = promptReader({ only: order })(`Extra:\n${deep}`)
    expect(depthOf(answer)).toBeLessThan(70)
  })

  test.each([
    ['one endless line', 'x'.repeat(1 << 20)],
    ['one endless value', `Message: ${'x'.repeat(1 << 20)}`],
    ['colons', ': '.repeat(1 << 19)],
    ['spaces', ' '.repeat(1 << 20)],
    ['line breaks', '\n'.repeat(1 << 20)],
    ['carriage returns', '\r\n'.repeat(1 << 19)],
    ['one key again and again', 'Message: a\n'.repeat(1 << 17)],
    ['items', `Status Code: 200\nMessage: x\nErrors:\n${'  Field: a\n'.repeat(1 << 17)}`],
    ['lines of one text', `Message: a\n${'b\n'.repeat(1 << 19)}`],
    ['closing lines', 'Please extract the x information as JSON.\n'.repeat(1 << 14)],
    ['half closing lines', 'Please extract the  information as JSON information as JSON'.repeat(1 << 14)],
    ['a closing line that does not end', `Please extract the x information as JSON.${' '.repeat(1 << 20)}x`],
    // Quadratic work on a megabyte takes hours: it does not fit into the test's time on any machine.
  ])('gets through a megabyte of %s', { timeout: 60_000 }, (_, text) => {
    expect(read(text)).toBeTypeOf('object')
  })
})

function propertiesOf(schema: unknown): string[] {
  return typeof schema === 'object' && schema !== null && 'properties' in schema
    ? Object.keys(schema.properties ?? {})
    : []
}

function depthOf(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}
