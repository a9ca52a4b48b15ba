import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../core/json/json.ts'
import { checkPresence } from './check-presence.ts'

const codes = (prompt: string, value: JsonValue) => checkPresence(prompt, value).map(({ code }) => code)

/** Half a surrogate pair included. */
const utf16Unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))

describe('checkPresence', () => {
  it.each<[string, JsonValue]>([
    ['Name: Ann Lee', 'Ann Lee'],
    ['Name:\n  Ann\n  Lee', 'Ann Lee'],
    ['Text: first second', 'first\nsecond'],
    ['Total: 4,239.50 EUR', 4239.5],
    ['Total: 4239.0', 4239],
    ['$5', 5],
    ['3.14e-5', 0.0000314],
    ['at -3.6 °C', -3.6],
    ['(−12)', -12],
    ['1, 2,3', 3],
    ['from 2012-02-29', 29],
    ['id 12345678901234567890', 12345678901234567890n],
    ['Active: True', true],
    ['alerts are on', true],
    ['☐ [ ] newsletter', false],
    ['Read: no', false],
    ['Menge: 2,5 kg', 2.5],
    ['Summe: 1.234,56 EUR', 1234.56],
    ["CHF 1'234.50", 1234.5],
    ['1\u00a0234,5', 1234.5],
    ['−2,5 °C', -2.5],
    ['am 10.03.2024', '2024-03-10'],
    ['on 3/10/24', '2024-03-10'],
    ['10. März 2024', '2024-03-10'],
    ['March 10th, 2024', '2024-03-10'],
    ['10-Mar-2024', '2024-03-10'],
    ['le 1er mai 2024', '2024-05-01'],
    ['2024/03/10', '2024-03-10'],
    ['anything', null],
    ['anything', ''],
  ])('%s holds %s', (prompt, value) => expect(codes(prompt, { value })).toEqual([]))

  it.each<[string, JsonValue]>([
    ['Name: Ann', 'Ann Lee'],
    ['name: ann lee', 'Ann Lee'],
    ['Total: 15.5', 5],
    ['Total: 125', 25],
    ['at 3.6 °C', -3.6],
    ['at -3.6 °C', 3.6],
    ['Menge: 2,5 kg', 25],
    ['Menge: 12,5 kg', 2.5],
    ['am 10.03.2023', '2024-03-10'],
    ['am 110.03.2024', '2024-03-10'],
    ['10. April 2024', '2024-03-10'],
    ['March 2024', '2024-03-10'],
    ['nothing', true],
    ['only', true],
    ['know', false],
    ['id 123456789012345678', 12345678901234567890n],
  ])('%s does not hold %s', (prompt, value) => expect(codes(prompt, { value })).toEqual(['NOT_IN_PROMPT']))

  it('says where and what', () => {
    expect(checkPresence('x', { a: [{ b: 'odd\u001b' }] })[0]).toEqual({
      severity: 'warning',
      code: 'NOT_IN_PROMPT',
      message: '$.a[0].b (the text "odd\\u001b") does not occur in the prompt.',
    })
  })

  it('finds list items that no prompt can show; an empty object or list under a key shows as its key', () => {
    expect(checkPresence('a', { list: ['a', {}, []], data: {}, tags: [] })).toMatchObject([
      { code: 'UNDETERMINED', message: expect.stringContaining('$.list[1]') },
      { code: 'UNDETERMINED', message: expect.stringContaining('$.list[2]') },
    ])
  })

  it('finds every value that was put into the prompt', () => {
    const scalar = fc.oneof(
      fc.string({ unit: utf16Unit }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
    )
    fc.assert(
      fc.property(fc.array(scalar, { minLength: 1 }), (values) => {
        const prompt = values.map((value, index) => `Key ${index}: ${value}`).join('\n')
        expect(checkPresence(prompt, values)).toEqual([])
      }),
    )
  })

  it('is fast on texts made to be slow', () => {
    const prompt = `${'1,234'.repeat(60_000)}${',123'.repeat(60_000)}4 ${'9'.repeat(200_000)} ${' '.repeat(200_000)}x`
    expect(codes(prompt, { value: 77.5, text: 'no such text' })).toHaveLength(2)
  })
})
