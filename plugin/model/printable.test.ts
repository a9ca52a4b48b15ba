import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printable } from './printable.ts'

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
