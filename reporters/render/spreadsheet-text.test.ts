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
  ['\t=1+1', "'\t=1+1"],
  ['\n=1+1', "'\n=1+1"],
  ["'quoted'", "''quoted'"],
  ['|calc', "'|calc"],
  ['＝1+1', "'＝1+1"],
])('%j is text: %j', (text, cell) => {
  expect(spreadsheetText(text)).toBe(cell)
})

test.each([
  '-5',
  '+3',
  '-0.25',
  '1e-7',
  '2026-11-22',
  'a=b',
  '{"a": -1}',
  '[-1]',
  '',
  'x - y',
  '00123',
  '1e5',
  'Items:\n- apple',
  '[\n    -1\n]',
  'a\tb\u200b',
  'a;=1+1;b',
])('%j stays', (text) => {
  expect(spreadsheetText(text)).toBe(text)
})

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
      expect(cell.replace(/^[\s"`]+/, '')).not.toMatch(/^[=+\-@＝＋－＠]/)
      expect(cell).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/)
      // The mark can be taken off: then it is the text, but for what no cell can hold.
      const held = each.replace(
        /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Cs}/gu,
        (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
      expect(cell.replace(/^'/, '')).toBe(held)
    }),
  )
  expect(spreadsheetText(`=${'x'.repeat(1_000_000)}`)).toHaveLength(32_767)
  expect(spreadsheetText('\u0000'.repeat(1_000_000)).length).toBeLessThanOrEqual(32_767)
})
