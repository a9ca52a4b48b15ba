import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostileText } from '../test-support/hostile.ts'
import { spreadsheetText } from './spreadsheet-text.ts'

test.each([
  ['=1+1', "'=1+1"],
  ['+cmd', "'+cmd"],
  ['-cmd', "'-cmd"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['  =1+1', "'  =1+1"],
  ['"=1+1"', `'"=1+1"`],
  ["'=1+1", "''=1+1"],
  ['\t=1+1', '\\t=1+1'],
  ['\n=1+1', "'\n'=1+1"],
  ['|calc', "'|calc"],
  ['＝1+1', "'＝1+1"],
  ['a;=1+1;b', "a;'=1+1;b"],
  ['a;"=1+1";b', `a;"'=1+1";b`],
])('%j is text: %j', (text, cell) => {
  expect(spreadsheetText(text)).toBe(cell)
})

test.each(['-5', '+3', '-0.25', '1e-7', '2026-11-22', 'a=b', '{"a": -1}', '[-1]', '', 'x - y'])(
  '%j stays',
  (text) => {
    expect(spreadsheetText(text)).toBe(text)
  },
)

test('a cell of any text begins no formula, and fits', () => {
  const text = fc.oneof(
    hostileText,
    fc.string({
      unit: fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        ' ',
        '"',
        "'",
        ';',
        '\t',
        '\n',
        '\r',
        '\u00a0',
        '\ufeff',
        'a',
        '1',
      ),
    }),
  )
  fc.assert(
    fc.property(text, (each) => {
      const cell = spreadsheetText(each)
      if (/^[+-]?[\d.]/.test(cell) && Number.isFinite(Number(cell))) return
      // However often a program strips quotes and blanks, but for our mark.
      for (const part of cell.split(/[;\t\n]/))
        expect(part.replace(/^[ "`]+/, '')).not.toMatch(/^[=+\-@＝＋－＠]/)
      expect(cell).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/)
    }),
  )
  expect(spreadsheetText(`=${'x'.repeat(1_000_000)}`)).toHaveLength(32_767)
  expect(spreadsheetText('\u0000'.repeat(1_000_000)).length).toBeLessThanOrEqual(32_767)
})
