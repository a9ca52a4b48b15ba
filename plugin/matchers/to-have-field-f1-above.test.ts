import { describe, expect, it } from 'vitest'
import './index.ts'
import { completion, message } from './test-support/assertions.ts'

const ann = { name: 'Ann', total: 30.5 }

describe('toHaveFieldF1Above', () => {
  it('passes from the threshold on', () => {
    const received = '{"a": 1, "b": 2, "c": 3, "d": 4, "e": 0}'
    const expected = { a: 1, b: 2, c: 3, d: 4, e: 5 }
    expect(received).toHaveFieldF1Above(0.8, expected)
    expect(received).not.toHaveFieldF1Above(0.800001, expected)
    expect(expected).toHaveFieldF1Above(1, expected)
    expect('nothing').toHaveFieldF1Above(0, expected)
    expect('nothing').not.toHaveFieldF1Above(0.001, expected)
  })

  it('says how much is missing, and where', () => {
    expect(
      message(() => expect(completion()).toHaveFieldF1Above(0.9, { ...ann, total: 3.05 })),
    ).toMatchInlineSnapshot(`
      "expected FieldF1 of at least 0.9, but it is 0.5 (precision 0.5, recall 0.5): 1 difference

        path     expected  received  class
        $.total  3.05      30.5      wrong_value"
    `)
    expect(message(() => expect(completion()).not.toHaveFieldF1Above(0.9, ann))).toBe(
      'expected FieldF1 below 0.9, but it is 1 (precision 1, recall 1)',
    )
    expect(message(() => expect('none').toHaveFieldF1Above(0.5, ann))).toBe(
      'expected FieldF1 of at least 0.5, but there is no JSON in the output (no_json): "none"',
    )
  })

  it.each([-0.1, 1.1, 90, Number.NaN])('refuses the threshold %d', (threshold) => {
    expect(() => expect('{}').toHaveFieldF1Above(threshold, {})).toThrow(
      new TypeError(
        `[vitest-edgejson] toHaveFieldF1Above(threshold, expected) takes a threshold from 0 to 1, not ${threshold}`,
      ),
    )
  })
})
