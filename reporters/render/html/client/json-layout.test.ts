import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostileText } from '../../../test-support/hostile.ts'
import { clientModule } from '../../../test-support/html/client-modules.ts'

const { indentJson } = await clientModule('json-layout')

describe('indentJson', () => {
  test('is how JSON.stringify indents', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 4), (value, spaces) => {
        expect(indentJson(JSON.stringify(value, null, spaces))).toBe(JSON.stringify(value, null, 2))
      }),
    )
  })

  test('leaves what is not JSON as it is', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        if (isJson(text)) return
        expect(indentJson(text)).toBe(text)
      }),
    )
  })

  test('keeps every digit and every spelling of a value', () => {
    expect(indentJson('{"a":12345678901234567890,"b":1.0,"c":"\\u0041"}')).toBe(
      '{\n  "a": 12345678901234567890,\n  "b": 1.0,\n  "c": "\\u0041"\n}',
    )
  })

  test('deep nesting makes no megabytes of spaces', () => {
    const deep = '['.repeat(900) + ']'.repeat(900)
    expect(indentJson(deep).length).toBeLessThan(200_000)
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
