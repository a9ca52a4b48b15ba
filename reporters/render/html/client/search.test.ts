import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ClientCase, clientModule } from '../../../test-support/html/client-modules.ts'

const { searchWords, CaseSearch } = await clientModule('search')

const item: ClientCase = {
  id: 'invoice_001',
  line: 1,
  status: 'lost',
  schema: 'invoice',
  errorClass: 'omission',
  prompt: 0,
  expected: 1,
  output: -1,
  f1: 0.5,
  exact: false,
  detail: { differences: [['$.items[0].price', 'omission', '3', null]], failure: 'Timed out' },
}
const found = (query: string): boolean =>
  new CaseSearch(['Total: 30.50 EUR', '{"total":30.5}']).matcher(searchWords(query))(item)

describe('search', () => {
  test.each([
    ['total', true],
    ['TOTAL eur', true],
    ['"total: 30.50"', true],
    ['"eur total"', false],
    ['eur total', true],
    ['invoice_001 omission', true],
    ['$.items[0].price', true],
    ['timed', true],
    ['total pound', false],
    ['', true],
    ['   ', true],
    ['"unfinished', false],
  ])('%j: %j', (query, hit) => {
    expect(found(query)).toBe(hit)
  })

  test('finds every substring of a text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (before, word, after) => {
        const search = new CaseSearch([before + word + after, ''])
        expect(search.matcher([word.toLowerCase()])(item)).toBe(true)
      }),
    )
  })
})
