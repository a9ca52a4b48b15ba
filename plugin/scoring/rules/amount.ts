import Big from 'big.js'
import type { JsonScalar } from '../../core/json/json.ts'
import type { AmountFormat } from '../../records/scoring-rules.ts'
import { decimal } from './number-tolerance.ts'

/** An amount with its currency, or null for none. */
export interface Amount {
  readonly value: Big
  readonly currency: string | null
}

/** The digits of each format: groups of three (Indian: of two, then three) or none, and decimals. */
const DIGITS: Readonly<Record<AmountFormat, { readonly groups: string; readonly decimal: string }>> = {
  point: { groups: '\\d{1,3}(?:,\\d{3})+|\\d+', decimal: '\\.' },
  comma: { groups: '\\d{1,3}(?:\\.\\d{3})+|\\d+', decimal: ',' },
  space: { groups: '\\d{1,3}(?:[ \\u00a0\\u202f]\\d{3})+|\\d+', decimal: '[.,]' },
  apostrophe: { groups: "\\d{1,3}(?:['\\u2019]\\d{3})+|\\d+", decimal: '\\.' },
  indian: { groups: '\\d{1,2}(?:,\\d{2})*,\\d{3}|\\d+', decimal: '\\.' },
}

const SYMBOLS: Readonly<Record<string, string>> = { $: 'USD', '€': 'EUR', '£': 'GBP', '¥': 'JPY', '₹': 'INR' }
const CURRENCY = `(${Object.keys(SYMBOLS).join('|').replace('$', '\\$')}|[A-Z]{3})`

const PATTERNS: ReadonlyMap<AmountFormat, RegExp> = new Map(
  (Object.keys(DIGITS) as AmountFormat[]).map((name) => {
    const { groups, decimal } = DIGITS[name]
    const number = `(${groups})(?:${decimal}(\\d+))?`
    return [name, new RegExp(`^([-\\u2212+]?)${CURRENCY}?\\s?([-\\u2212]?)${number}\\s?${CURRENCY}?$`, 'u')]
  }),
)

/** A longer text is no amount. */
const MAX_LENGTH = 100

/** The amount that a number or a text states, in the first of the formats that reads it; null if none does. */
export function readAmount(value: JsonScalar, formats: readonly AmountFormat[]): Amount | null {
  if (typeof value === 'number' || typeof value === 'bigint') {
    const exact = decimal(value)
    return exact === null ? null : { value: exact, currency: null }
  }
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return null
  const text = value.trim()
  for (const format of formats) {
    const match = PATTERNS.get(format)?.exec(text)
    if (!match) continue
    const [, sign, before, innerSign, whole = '', fraction = '0', after] = match
    if (sign !== '' && innerSign !== '') continue
    if (before !== undefined && after !== undefined) continue
    const negative = /[-\u2212]/.test(`${sign}${innerSign}`)
    const symbol = before ?? after ?? null
    return {
      value: new Big(`${negative ? '-' : ''}${whole.replace(/\D/g, '')}.${fraction}`),
      currency: symbol === null ? null : (SYMBOLS[symbol] ?? symbol),
    }
  }
  return null
}
