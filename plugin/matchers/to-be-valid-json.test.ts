import { describe, expect, it } from 'vitest'
import './index.ts'
import { completion, message } from './test-support/assertions.ts'

describe('toBeValidJSON', () => {
  it('passes where there is a JSON value', () => {
    for (const received of [completion(), 'so: {}', '[1]', { a: 1n }, null, 0])
      expect(received).toBeValidJSON()
    for (const received of ['', '{', completion({ text: 'no' }), undefined, { a: Number.NaN }, new Date()])
      expect(received).not.toBeValidJSON()
  })

  it('says what there is instead', () => {
    expect(message(() => expect('{"a":').toBeValidJSON())).toBe(
      'expected JSON, but the JSON in the output is broken (invalid_json): "{\\"a\\":"',
    )
    expect(message(() => expect('{"a": 1}').not.toBeValidJSON())).toBe(
      'expected no JSON, but there is: {"a":1}',
    )
    expect(message(() => expect({ a: [undefined] }).toBeValidJSON())).toMatch(
      /but it is undefined at \$\.a\[0\]$/,
    )
  })
})
