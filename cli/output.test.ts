import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostileText } from '../reporters/test-support/hostile.ts'
import { jsonText } from './output.ts'

test('untrusted text is the same JSON, and nothing that a terminal or a runner obeys', () => {
  const text = fc.oneof(
    hostileText,
    fc.constantFrom(
      '##[error]x',
      '##vso[task.complete]',
      '\u009b31m',
      '\u202egnp',
      '\n::error::x',
      '\u{e0041}',
    ),
  )
  fc.assert(
    fc.property(fc.dictionary(text, text), (value) => {
      const json = jsonText(value)
      expect(JSON.parse(json)).toEqual(value)
      expect(json.replaceAll('\n', '')).not.toMatch(
        /[\u0000-\u001f\u007f-\u009f]|\p{Cf}|\p{Cs}|[\u2028\u2029]|##\w*\[/u,
      )
      expect(json).not.toMatch(/^\s*::/m)
    }),
  )
})
