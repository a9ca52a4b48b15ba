import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Detokenizer } from './detokenizer.ts'

/** Tokens that are single bytes, the hardest case for a stream of text. */
const bytewise = (ids: readonly number[]): string => Buffer.from(ids).toString('utf8')

function pieces(ids: readonly number[], decode: (ids: readonly number[]) => string): string[] {
  const stream = new Detokenizer(decode)
  return ids.map((id) => stream.push(id))
}

describe('Detokenizer', () => {
  test('property: the pieces are the text, and none holds half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const parts = pieces([...Buffer.from(text, 'utf8')], bytewise)
        expect(parts.join('')).toBe(text)
        for (const part of parts) expect(part).not.toContain('\uFFFD')
      }),
    )
  })

  test('bytes that are not text are returned after a while', () => {
    const parts = pieces([0x61, 0xff, ...Array.from({ length: 9 }, () => 0x80), 0x62], bytewise)
    expect(parts.join('').startsWith('a\uFFFD')).toBe(true)
    expect(parts.join('').endsWith('b')).toBe(true)
  })

  test('a decoder that drops the first space of a list does not lose the spaces between tokens', () => {
    const words = ['▁a', '▁b', 'c', '▁d']
    const decode = (ids: readonly number[]): string =>
      ids
        .map((id) => words[id] ?? '')
        .join('')
        .replaceAll('▁', ' ')
        .replace(/^ /, '')
    expect(pieces([0, 1, 2, 3], decode)).toEqual(['a', ' b', 'c', ' d'])
  })

  test('never decodes more than a few tokens at once', () => {
    let longest = 0
    const stream = new Detokenizer((ids) => {
      longest = Math.max(longest, ids.length)
      return bytewise(ids)
    })
    for (let index = 0; index < 5000; index++) stream.push(index % 200 === 0 ? 0xff : 0x61)
    expect(longest).toBeLessThanOrEqual(16)
  })
})
