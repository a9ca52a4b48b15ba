import { describe, expect, it } from 'vitest'
import type { AmountFormat } from '../../records/scoring-rules.ts'
import { readAmount } from './amount.ts'

const read = (value: string | number | bigint | null, ...formats: AmountFormat[]): string | null => {
  const amount = readAmount(value, formats)
  return amount && `${amount.value}${amount.currency === null ? '' : ` ${amount.currency}`}`
}

describe('readAmount', () => {
  it.each<[string, AmountFormat, string | null]>([
    ['1,234.56', 'point', '1234.56'],
    ['1234.56', 'point', '1234.56'],
    ['$1,234.50', 'point', '1234.5 USD'],
    ['-$9.00', 'point', '-9 USD'],
    ['$-9.00', 'point', '-9 USD'],
    ['−9', 'point', '-9'],
    ['12 EUR', 'point', '12 EUR'],
    [' 12 ', 'point', '12'],
    ['1.234,56 €', 'comma', '1234.56 EUR'],
    ['1.234', 'comma', '1234'],
    ['1 234,56', 'space', '1234.56'],
    ['1\u202f234,56\u00a0€', 'space', '1234.56 EUR'],
    ["CHF 1'234.50", 'apostrophe', '1234.5 CHF'],
    ['₹12,34,567.89', 'indian', '1234567.89 INR'],
    ['1.234,56', 'point', null],
    ['1,23', 'point', null],
    ['12,3456', 'point', null],
    ['$5 USD', 'point', null],
    ['--5', 'point', null],
    ['five', 'point', null],
    ['', 'point', null],
    ['1e5', 'point', null],
    ['9'.repeat(101), 'point', null],
  ])('%s as %s: %s', (text, format, amount) => {
    expect(read(text, format)).toBe(amount)
  })

  it('takes numbers, and the first format that reads a text', () => {
    expect(read(1.5, 'comma')).toBe('1.5')
    expect(read(10n ** 30n, 'comma')).toBe('1e+30')
    expect(read('1.500', 'comma', 'point')).toBe('1500')
    expect(read('1.500', 'point', 'comma')).toBe('1.5')
    expect(read(null, 'point')).toBeNull()
  })
})
