import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { clip, clipApart, clipStart, displayWidth, idLines, padEnd, padStart, wrap } from './text.ts'

const unit = fc.oneof(
  fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  fc.constantFrom('漢', '😀', '\u0301', ' ', 'a'),
)
const foreign = fc.string({ unit, maxLength: 120 })
const columns = fc.integer({ min: 4, max: 60 })

describe('displayWidth', () => {
  test.each([
    ['abc', 3],
    ['漢字', 4],
    ['Größe', 5],
    ['e\u0301', 1],
    ['😀', 2],
    ['한국', 4],
    ['ｆｕｌｌ', 8],
    ['👨‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['👍🏽', 2],
    ['❤️', 2],
    ['1️⃣', 2],
  ])('%s takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width)
  })

  test('every character has the width that string-width gives it, next to others as well', () => {
    const codes = Array.from({ length: 0x2400 - 0x20 }, (_, index) => 0x20 + index)
    const texts = codes
      .map((code) => String.fromCharCode(code))
      .filter((text) => !/\p{C}/u.test(text))
      .flatMap((text) => [text, `a${text}`, `${text}\u0301`, `${text}\ufe0f`])
    expect(texts.filter((text) => displayWidth(text) !== stringWidth(text))).toEqual([])
  })
})

describe('clip', () => {
  test('marks the cut', () => {
    expect(clip('abcdef', 4)).toBe('abc…')
    expect(clip('abcd', 4)).toBe('abcd')
    expect(clip('漢字漢字', 5)).toBe('漢字…')
    expect(clipStart('a/very/long/path', 8)).toBe('…ng/path')
  })

  test('never exceeds the columns, and does not read a megabyte to show 20 of it', () => {
    fc.assert(
      fc.property(foreign, columns, (text, width) => {
        expect(displayWidth(clip(text, width))).toBeLessThanOrEqual(width)
        expect(displayWidth(clipStart(text, width))).toBeLessThanOrEqual(width)
      }),
    )
    expect(clip('\u0301'.repeat(1_000_000), 20).length).toBeLessThan(200)
  })
})

describe('wrap', () => {
  test('breaks between words, and inside a word only where it must', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrap('abcdefgh ij', 4)).toEqual(['abcd', 'efgh', 'ij'])
  })

  test('keeps every word and the width', () => {
    fc.assert(
      fc.property(foreign, columns, (text, width) => {
        const lines = wrap(text, width)
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
      }),
    )
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,4}$/)), columns, (words, width) => {
        expect(wrap(words.join(' '), width).join(' ')).toBe(words.join(' '))
      }),
    )
  })
})

test('ids are wrapped and never cut', () => {
  expect(idLines('edgejson_ecommerce_analytics_official_012', 30)).toEqual([
    'edgejson_ecommerce_analytics_o',
    'fficial_012',
  ])
  fc.assert(
    fc.property(fc.stringMatching(/^[\w 漢😀-]{1,200}$/u), columns, (id, width) => {
      const lines = idLines(id, width)
      expect(lines.join('')).toBe(id)
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
    }),
  )
})

test('names that share their beginnings stay apart when they are cut', () => {
  const names = [
    'ecommerce_analytics_official',
    'ecommerce_analytics_note',
    'weather',
    'ecommerce_analytics_log',
  ]
  expect(clipApart(names, 12)).toEqual(['…cs_official', '…lytics_note', 'weather', '…alytics_log'])
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[ab]{1,30}$/), { maxLength: 20 }),
      columns,
      (all, width) => {
        const cut = clipApart(all, Math.max(8, width))
        expect(new Set(cut).size).toBe(all.length)
        for (const text of cut) expect(displayWidth(text)).toBeLessThanOrEqual(Math.max(8, width))
      },
    ),
  )
})

test('padding counts columns, not characters', () => {
  expect(padEnd('漢字', 6)).toBe('漢字  ')
  expect(padStart('漢字', 6)).toBe('  漢字')
})

test('no line begins with a workflow command, wherever the text is broken', () => {
  const command = fc.constantFrom(
    '::error::x',
    ' ::stop-commands::x',
    ':::',
    '\u00a0::notice::',
    'a',
    'bb ',
    '漢',
  )
  fc.assert(
    fc.property(fc.array(command, { maxLength: 12 }), columns, (parts, width) => {
      const text = parts.join('')
      for (const line of [...wrap(text, width), clip(text, width), clipStart(text, width)])
        expect(line).not.toMatch(/^\s*::/)
    }),
  )
  expect(wrap('std::vector', 40)).toEqual(['std::vector'])
})
