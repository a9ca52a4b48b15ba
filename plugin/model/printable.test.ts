import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listed, printable, quoted } from './printable.ts'

test.each([
  ['a\nb\tc\r', String.raw`a\nb\tc\r`],
  ['\u001b[2Jgone', String.raw`\u001b[2Jgone`],
  ['\u009b31m', String.raw`\u009b31m`],
  ['abc\u202ecba', String.raw`abc\u202ecba`],
  ['half \ud83d pair', String.raw`half \ud83d pair`],
  ['tag \u{e0041}', String.raw`tag \u{e0041}`],
])('%j is shown, not obeyed', (text, shown) => {
  expect(printable(text)).toBe(shown)
})

test.each(['Größe 漢字 😀 é', 'plain', ''])('%j stays as it is', (text) => {
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
  expect(quoted('x'.repeat(9), 3)).toBe('"xxx…"')
})
