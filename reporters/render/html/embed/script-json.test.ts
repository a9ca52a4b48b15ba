import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostileText } from '../../../test-support/hostile.ts'
import { scriptJson, scriptJsonBytes } from './script-json.ts'

const values = fc.oneof(
  hostileText,
  fc.constantFrom('</script>', '<!--', '<script', ']]>', '\u2028\u2029', '</SCRIPT >'),
  fc.array(hostileText),
  fc.jsonValue(),
)

test('reads back as the same value', () => {
  fc.assert(
    fc.property(values, (value) => {
      expect(JSON.parse(scriptJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('holds nothing that a parser of HTML or JavaScript would act on, and is UTF-8', () => {
  fc.assert(
    fc.property(values, (value) => {
      const text = scriptJson(value)
      expect(text).not.toMatch(/[<\u2028\u2029\r\n]/)
      expect(text.isWellFormed()).toBe(true)
      expect(scriptJsonBytes(value)).toBe(new TextEncoder().encode(text).length)
    }),
  )
})
