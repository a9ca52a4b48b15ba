import fc from 'fast-check'
import { expect, test } from 'vitest'
import { condensed, described, listed, printable, quoted, singleLine } from './printable.ts'

test.each([
  ['a\nb\tc\r', String.raw`a\nb\tc\r`],
  ['\u001b[2Jgone', String.raw`\u001b[2Jgone`],
  ['\u009b31m', String.raw`\u009b31m`],
  ['abc\u202ecba', String.raw`abc\u202ecba`],
  ['half \ud83d pair', String.raw`half \ud83d pair`],
  ['tag \u{e0041}', String.raw`tag \u{e0041}`],
  ['a ##[stop-commands]x', String.raw`a \u0023#[stop-commands]x`],
  ['##vso[task.complete]', String.raw`\u0023#vso[task.complete]`],
])('%j is shown, not obeyed', (text, shown) => {
  expect(printable(text)).toBe(shown)
})

test.each(['## heading', '#1 [a]', 'Größe 漢字 😀 é', 'plain', ''])('%j stays as it is', (text) => {
  expect(printable(text)).toBe(text)
})

test('the result is safe, and printing it twice changes nothing', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)) }),
      (text) => {
        const shown = printable(text)
        expect(!/\p{Cs}|\p{Cc}/u.test(shown)).toBe(true)
        expect(printable(shown)).toBe(shown)
      },
    ),
  )
})

test('a limit bounds the text and never halves a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const shown = printable(text, 50)
      expect(shown.length).toBeLessThanOrEqual(50 * '\\u{e0041}'.length + 1)
      // Throws on half a surrogate pair.
      expect(() => encodeURIComponent(shown)).not.toThrow()
    }),
  )
  expect(printable('ab😀', 3)).toBe('ab…')
})

test('lists a few and counts the rest', () => {
  expect(listed(['a', 'b', 'c'], 2)).toBe('"a", "b" and 1 more')
  expect(listed(['a'])).toBe('"a"')
})

test('a quotation says something of every value, and where a text begins and ends', () => {
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  expect(
    ['a"b\\\u001b', 'x'.repeat(10), undefined, cycle, 5n, Number.NaN, { a: [123456] }].map((value) =>
      quoted(value, 9),
    ),
  ).toEqual([String.raw`"a\"b\\\u001b"`, '"xxxxxxxxx…"', 'undefined', 'object', '5n', 'NaN', '{"a":[123…'])
})

test('what a value is, in words', () => {
  const values = ['5', 'x'.repeat(99), 5, 5n, true, null, [], {}, undefined]
  expect(values.map(described)).toEqual([
    'the text "5"',
    `the text "${'x'.repeat(60)}…"`,
    'the number 5',
    'the number 5',
    'true',
    'null',
    'an array',
    'an object',
    'undefined',
  ])
})

test('a message of several lines on one line keeps its lists and columns apart', () => {
  const message =
    'cannot use "./x": there is none.\nmodel is one of:\n  builtin  the model here\n  ./folder  weights\r\n\n'
  expect(singleLine(message)).toBe(
    'cannot use "./x": there is none. model is one of: builtin: the model here; ./folder: weights',
  )
  expect(singleLine('first\nsecond,\n  third')).toBe('first; second, third')
  expect(singleLine('one  line stays')).toBe('one  line stays')
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', ' ', '\n', '\r', ':', '\u2028')), (parts) => {
      const line = singleLine(parts.join(''))
      expect(line).not.toMatch(/[\n\r\u2028]/)
      expect(line.replace(/[^a]/g, '')).toBe(parts.filter((part) => part === 'a').join(''))
    }),
  )
})

test('prose is one line, without what a terminal obeys, and cut', () => {
  expect(condensed(' out of\n\tmemory\u001b[31m ')).toBe(String.raw`out of memory\u001b[31m`)
  expect(condensed('x'.repeat(5_000_000), 100)).toBe(`${'x'.repeat(100)}…`)
  expect(condensed(`a${' '.repeat(5_000_000)}b`, 100)).toBe('a …')
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)) }),
      fc.integer({ min: 1, max: 40 }),
      (text, limit) => {
        const line = condensed(text, limit)
        expect(line).not.toMatch(/\p{Cs}|\p{Cc}|\s\s|^\s|\s$/u)
        expect(line.length).toBeLessThanOrEqual(limit * '\\u001b'.length + 1)
      },
    ),
  )
})
