import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printable, quoted } from './printable.ts'

test('a terminal sees no control characters, and no lone surrogates', () => {
  expect(printable('a\u001b[31mred\u0007\n\tb \ud800 \u202eevil')).toBe(
    'a\\u{1b}[31mred\\u{7} b \\u{d800} \\u{202e}evil',
  )
})

test('a page of megabytes is cut', () => {
  const text = printable('x'.repeat(5_000_000), 100)
  expect(text).toBe(`${'x'.repeat(100)}…`)
})

test('property: one line of bounded length without anything that a terminal obeys', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(0xffff), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
      fc.integer({ min: 1, max: 40 }),
      (text, limit) => {
        const line = printable(text, limit)
        expect(line.length).toBeLessThanOrEqual(limit + 1)
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
      },
    ),
  )
})

test('quoted says something of every value', () => {
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  expect([quoted('a"b'), quoted(undefined), quoted(cycle), quoted(5n), quoted({ a: [1] })]).toEqual([
    '"a\\"b"',
    'undefined',
    'object',
    '5n',
    '{"a":[1]}',
  ])
})
