import type { JsonObject } from '../../core/json/json.ts'
import { laterMoment, shiftDay } from '../moments.ts'
import type { Random } from '../random.ts'
import { items, num, put, str } from './fields.ts'
import { cents, fromCents, splitWhole } from './money.ts'

/**
 * Line total = quantity × unit price; subtotal = sum of all lines; total = subtotal + tax, where an absent
 * tax counts as 0. Due 7 to 90 days after issue.
 */
export function invoice(expected: JsonObject, random: Random): void {
  let subtotal = 0
  for (const line of items(expected, 'line_items')) {
    const total = (num(line, 'quantity') ?? 0) * cents(num(line, 'unit_price') ?? 0)
    put(line, 'total', fromCents(total))
    subtotal += total
  }
  put(expected, 'subtotal', fromCents(subtotal))
  expected.total_amount = fromCents(subtotal + cents(num(expected, 'tax') ?? 0))
  put(expected, 'due_date', shiftDay(str(expected, 'invoice_date') ?? '', random.int(7, 90)))
}

/** Total = sum of quantity × price. */
export function orderDetails(expected: JsonObject): void {
  const total = items(expected, 'items').reduce(
    (sum, item) => sum + (num(item, 'quantity') ?? 0) * cents(num(item, 'price') ?? 0),
    0,
  )
  expected.total_amount = fromCents(total)
}

/**
 * Subtotal = sum of quantity × price × (1 − discount), rounded to the cent once, half up; total = subtotal +
 * shipping + tax, where absent ones count as 0. A coupon code changes no figure.
 */
export function shoppingCart(expected: JsonObject): void {
  // In hundredths of a percent of a cent: integers below 2^53 for any cart of this generator.
  const exact = items(expected, 'items').reduce((sum, item) => {
    const full = (num(item, 'quantity') ?? 0) * cents(num(item, 'price') ?? 0)
    return sum + full * (10_000 - cents(num(item, 'discount_percentage') ?? 0))
  }, 0)
  const subtotal = Math.floor((exact + 5000) / 10_000)
  put(expected, 'subtotal', fromCents(subtotal))
  expected.total = fromCents(
    subtotal + cents(num(expected, 'shipping_cost') ?? 0) + cents(num(expected, 'tax') ?? 0),
  )
}

/** In one of three statements, outgoing money is negative; the prompt shows the amount with its sign. */
export function transactionRecord(expected: JsonObject, random: Random): void {
  const leaves = expected.type === 'debit' || expected.type === 'fee'
  if (leaves && random.chance(1 / 3)) expected.amount = -(num(expected, 'amount') ?? 0)
}

/**
 * Total fees = processing fee + platform fee, where absent ones count as 0; without either the total is
 * unconstrained. Payment methods add up to the total amount, and so do the amounts of all senders if each has
 * one. Completion comes after initiation; the history is ascending.
 */
export function multiPartyTransaction(expected: JsonObject, random: Random): void {
  const parties = items(expected, 'parties')
  for (const party of parties) totalFees(party.fees)
  const total = cents(num(expected, 'total_amount') ?? 0)
  shareOut(items(expected, 'payment_methods'), 'amount', total, random)
  const senders = parties.filter((party) => party.party_type === 'sender')
  shareOut(senders, 'amount_involved', total, random)
  orderMoments(expected, random)
}

function totalFees(fees: JsonObject[string] | undefined): void {
  if (typeof fees !== 'object' || fees === null || Array.isArray(fees)) return
  const processing = num(fees, 'processing_fee')
  const platform = num(fees, 'platform_fee')
  if (processing === null && platform === null) return
  put(fees, 'total_fees', fromCents(cents(processing ?? 0) + cents(platform ?? 0)))
}

function shareOut(list: readonly JsonObject[], key: string, total: number, random: Random): void {
  if (list.length === 0 || list.some((item) => num(item, key) === null)) return
  const shares = splitWhole(total, list.length, random)
  list.forEach((item, index) => {
    item[key] = fromCents(shares[index] ?? 0)
  })
}

function orderMoments(expected: JsonObject, random: Random): void {
  const history = items(expected, 'status_history')
  const known = [expected.initiation_timestamp, ...history.map(({ timestamp }) => timestamp)]
  let moment = known.find((value) => typeof value === 'string')
  if (moment === undefined) return
  for (const entry of history) {
    moment = laterMoment(moment, 60, 86_400, random)
    put(entry, 'timestamp', moment)
  }
  put(expected, 'completion_timestamp', laterMoment(moment, 60, 86_400, random))
}
