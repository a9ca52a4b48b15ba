import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printable } from '../../../plugin/core/printable.ts'
import { hostileText } from '../../test-support/hostile.ts'
import { markdownBlock, markdownCode, markdownProse } from './markdown-text.ts'

/** What a browser shows of text and character references. */
const shown = (markup: string): string =>
  markup.replaceAll('<wbr>', '').replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))

const text = fc.oneof(
  hostileText,
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.string({ unit: 'binary' }),
)

describe('text within a sentence', () => {
  test('holds nothing that Markdown or HTML reads, and reads as it was', () => {
    fc.assert(
      fc.property(text, (each) => {
        const markup = markdownProse(each)
        expect(markup).toMatch(/^(?:[^!-/:-@[-`{-~\p{Cc}]|&#\d{2,3};|<wbr>)*$/u)
        expect(shown(markup)).toBe(printable(each))
      }),
    )
  })

  test.each([
    '@octocat',
    'a@b.example',
    '#12',
    'owner/repo#12',
    'GH-12',
    'https://evil.example',
    'mailto:a@b.example',
  ])('%s is broken where a filter would make a link of it', (each) => {
    expect(markdownProse(each)).toMatch(/&#\d+;<wbr>/)
  })
})

test('inline code is one element and cut between characters', () => {
  expect(markdownCode('a|b`</code>', 99)).toBe('<code>a&#124;b&#96;&#60;&#47;code&#62;</code>')
  expect(markdownCode('ab😀', 3)).toBe('<code>ab…</code>')
})

describe('a block', () => {
  test('ends where it should', () => {
    fc.assert(
      fc.property(text, (each) => {
        const block = markdownBlock(`${each}\n\n</pre><script>${each}`, 500)
        expect(block.match(/<[^>]*>/g)).toEqual(['<pre>', '</pre>'])
      }),
    )
  })

  test('says how much is left out', () => {
    expect(markdownBlock('x'.repeat(3_500), 2_000)).toBe(
      `<pre>${'x'.repeat(2_000)}… 1,500 more characters</pre>`,
    )
  })
})
