import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { listed, printable, quoted } from './printable.ts'

describe('printable', () => {
  test('spells terminal escapes, line breaks and reordering marks', () => {
    expect(printable('a\u001b[31mb\r\n\u202ec\u2028')).toBe('a\\u001b[31mb\\u000d\\u000a\\u202ec\\u2028')
  })

  test('leaves ordinary text of any script, and an emoji, alone', () => {
    expect(printable('Zürich 東京 🙂')).toBe('Zürich 東京 🙂')
  })

  test('never lets a control or half a surrogate pair through, and is bounded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const safe = printable(text, 50)
        expect(safe).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
        // Throws on half a surrogate pair.
        expect(() => encodeURIComponent(safe)).not.toThrow()
        expect(safe.length).toBeLessThanOrEqual(50 * 6 + 1)
      }),
    )
  })

  test('lists a few and counts the rest', () => {
    expect(listed(['a', 'b', 'c'], 2)).toBe('"a", "b" and 1 more')
    expect(listed(['a'])).toBe('"a"')
    expect(quoted('x'.repeat(9), 3)).toBe('"xxx…"')
  })
})
