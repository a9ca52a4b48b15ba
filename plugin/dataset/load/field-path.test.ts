import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { JsonObject } from '../../core/json/json.ts'
import { parseFieldPath, readFieldPath } from './field-path.ts'

const line: JsonObject = {
  messages: [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b' },
  ],
  meta: { 'odd key': 1, lang: 'de', '0': 'zero' },
  'a.b': 'dotted',
  a: { b: 'nested' },
}

describe('a path', () => {
  test.each([
    ['messages[-1].content', 'b'],
    ['messages[0].content', 'a'],
    ['messages.0.content', 'a'],
    ['messages.-1.content', 'b'],
    ['$.messages[-2].role', 'user'],
    ["meta['odd key']", 1],
    ['meta["odd key"]', 1],
    ['meta.lang', 'de'],
    ['meta.0', 'zero'],
    ['a.b', 'dotted'],
    ['messages[2]', undefined],
    ['messages[-3]', undefined],
    ['messages.length', undefined],
    ['meta.toString', undefined],
    ['missing.key', undefined],
  ])('%s reads its value', (path, value) => {
    expect(readFieldPath(line, path)).toBe(value)
  })

  test.each(['', '.', 'a..b', 'a.', '.a', 'a[', 'a[x]', 'items[*].x', 'a[0', "a['x]", '$.', 'a.[0]', 'a]'])(
    '%j is not a path',
    (path) => {
      expect(parseFieldPath(path)).toBeNull()
    },
  )

  it('reaches every leaf by its quoted steps', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ minLength: 1 }).filter((key) => !key.includes("'")),
          { minLength: 1, maxLength: 4 },
        ),
        (keys) => {
          const value = keys.reduceRight<JsonObject | number>((inner, key) => ({ [key]: inner }), 7)
          const path = keys.map((key) => `['${key}']`).join('')
          const named = keys[0] === path
          expect(named || readFieldPath(value as JsonObject, path) === 7).toBe(true)
        },
      ),
    )
  })
})
