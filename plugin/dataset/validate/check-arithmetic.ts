import { isRecord, type JsonObject, type JsonValue } from '../../core/json/json.ts'
import type { FindingCode, Remark } from './finding.ts'
import { type PathNode, pathText, walkJson } from './walk-json.ts'

/**
 * Keys by their meaning; the first one that is a number counts. They cover the 25 schemas and the usual
 * variants.
 */
const QUANTITY = ['quantity', 'qty']
const UNIT_PRICE = ['unit_price', 'price', 'price_per_unit', 'unit_cost']
const LINE_TOTAL = ['total', 'line_total', 'total_price', 'amount']
const DISCOUNT_PERCENT = ['discount_percentage', 'discount_percent']
const SUBTOTAL = ['subtotal', 'sub_total', 'items_total']
const TOTAL = ['total_amount', 'total', 'grand_total', 'order_total', 'cart_total', 'amount_due']
const CHARGES = [
  ['tax', 'tax_amount', 'vat', 'vat_amount'],
  ['shipping_cost', 'shipping', 'shipping_fee', 'delivery_fee'],
  ['handling_fee'],
  ['service_fee'],
  ['tip', 'gratuity'],
]
const DISCOUNT = ['discount', 'discount_amount', 'total_discount']

/**
 * Amounts are rounded to cents, so a correct sum is off by half a cent at most; the rest is for binary
 * fractions.
 */
const HALF_A_CENT = 0.005
const FLOAT_NOISE = 1e-9

interface PricedLines {
  /** Where the list is. */
  readonly key: string
  /** Sum of quantity × price minus the discount; null when a line lacks one of them. */
  readonly sum: number | null
  /** The same with each line rounded to cents before adding. */
  readonly sumOfRounded: number | null
}

/**
 * Checks that line totals are quantity × unit price, subtotals the sum of the lines, and totals the subtotal
 * with tax, shipping and other charges. Applies to every object with a list of priced lines, or with a
 * subtotal and a total. Fields that are absent are not checked.
 */
export function checkArithmetic(expected: JsonValue): Remark[] {
  const remarks: Remark[] = []
  for (const { value, path } of walkJson(expected)) {
    if (isRecord(value)) checkObject(value, path, remarks)
  }
  return remarks
}

function checkObject(object: JsonObject, path: PathNode | null, remarks: Remark[]): void {
  const lists: PricedLines[] = []
  for (const key of Object.keys(object)) {
    const items = object[key]
    if (!Array.isArray(items)) continue
    const lines = pricedLines(items, key, { parent: path, step: key }, remarks)
    if (lines !== null) lists.push(lines)
  }
  // With two lists it is not known which one a total belongs to.
  const lines = lists.length === 1 ? (lists[0] ?? null) : null
  if (lists.length <= 1) remarks.push(...checkTotals(object, path, lines))
}

function pricedLines(
  items: readonly JsonValue[],
  key: string,
  path: PathNode,
  remarks: Remark[],
): PricedLines | null {
  let found = false
  let complete = true
  let sum = 0
  let sumOfRounded = 0
  for (const [index, item] of items.entries()) {
    const amount = isRecord(item) ? amountOf(item) : null
    if (!isRecord(item) || amount === null) {
      complete = false
      continue
    }
    found = true
    sum += amount
    sumOfRounded += Math.round(amount * 100) / 100
    const total = numberAt(item, LINE_TOTAL)
    if (total !== null && !near(total.value, amount)) {
      const where = pathText({ parent: { parent: path, step: index }, step: total.key })
      remarks.push(wrong('LINE_TOTAL', where, total.value, 'quantity × unit price', amount))
    }
  }
  if (!found) return null
  return { key, sum: complete ? sum : null, sumOfRounded: complete ? sumOfRounded : null }
}

/** Quantity × unit price minus the discount; null when one of them is missing. */
function amountOf(item: JsonObject): number | null {
  const quantity = numberAt(item, QUANTITY)
  const price = numberAt(item, UNIT_PRICE)
  if (quantity === null || price === null) return null
  return quantity.value * price.value * (1 - (numberAt(item, DISCOUNT_PERCENT)?.value ?? 0) / 100)
}

function checkTotals(object: JsonObject, path: PathNode | null, lines: PricedLines | null): Remark[] {
  const remarks: Remark[] = []
  const subtotal = numberAt(object, SUBTOTAL)
  const sums = lines === null ? [] : [lines.sum, lines.sumOfRounded].filter((sum) => sum !== null)
  const [sum] = sums
  if (subtotal !== null && sum !== undefined && !sums.some((value) => near(subtotal.value, value))) {
    const where = pathText({ parent: path, step: subtotal.key })
    remarks.push(wrong('SUBTOTAL', where, subtotal.value, `the sum of the lines in ${lines?.key}`, sum))
  }

  const total = numberAt(object, TOTAL)
  const bases = subtotal === null ? sums : [subtotal.value]
  if (total === null || bases.length === 0) return remarks
  const charges = CHARGES.flatMap((keys) => numberAt(object, keys) ?? [])
  const discount = numberAt(object, DISCOUNT)
  const added = charges.reduce((all, { value }) => all + value, 0) - Math.abs(discount?.value ?? 0)
  const [base = 0] = bases
  if (!bases.some((value) => near(total.value, value + added))) {
    const parts = [
      subtotal === null ? 'the sum of the lines' : subtotal.key,
      ...charges.map(({ key }) => key),
    ]
    const rule = parts.join(' + ') + (discount === null ? '' : ` − ${discount.key}`)
    remarks.push(wrong('TOTAL', pathText({ parent: path, step: total.key }), total.value, rule, base + added))
  }
  return remarks
}

function wrong(code: FindingCode, where: string, value: number, rule: string, right: number): Remark {
  return {
    severity: 'error',
    code,
    message: `${where} is ${value}, but ${rule} is ${Number(right.toFixed(4))}.`,
  }
}

/** The first of the keys whose value is a finite number. */
function numberAt(object: JsonObject, keys: readonly string[]): { key: string; value: number } | null {
  for (const key of keys) {
    const found = Object.hasOwn(object, key) ? object[key] : undefined
    const value = typeof found === 'bigint' ? Number(found) : found
    if (typeof value === 'number' && Number.isFinite(value)) return { key, value }
  }
  return null
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= HALF_A_CENT + FLOAT_NOISE * Math.max(1, Math.abs(a), Math.abs(b))
}
