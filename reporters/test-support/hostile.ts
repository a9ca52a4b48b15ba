import fc from 'fast-check'

/**
 * Text as a hostile dataset or model would write it: escapes, controls, commands of runners, markup of every output,
 * formulas, halves of pairs, wide glyphs.
 */
export const hostileText: fc.Arbitrary<string> = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom(
      '\u001b[2J',
      '\u0000',
      '::error::',
      '##[error]',
      '<script>',
      '<!--',
      '=1+1',
      '\\input{x}',
      '`|@a](x)',
      '\n',
      '\r',
      '\u202e',
      ']]>',
      '</testcase>',
      '&',
      '"',
      '漢',
      '😀',
      '__proto__',
      ' ',
    ),
  ),
  maxLength: 60,
})
