import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../core/json/json.ts'
import { checkArithmetic } from './check-arithmetic.ts'

const codes = (value: JsonValue) => checkArithmetic(value).map(({ code }) => code)

describe('an invoice', () => {
  const right: JsonObject = {
    line_items: [
      { description: 'a', quantity: 72, unit_price: 1002.2, total: 72158.4 },
      { description: 'b', quantity: 46, unit_price: 4239 },
    ],
    subtotal: 267152.4,
    tax: 378.53,
    total_amount: 267530.93,
  }

  it('is right', () => expect(codes(right)).toEqual([]))

  it('names place, value and right value of what is wrong', () => {
    expect(checkArithmetic({ ...right, subtotal: 267152.41 })).toEqual([
      {
        severity: 'error',
        code: 'SUBTOTAL',
        message: '$.subtotal is 267152.41, but the sum of the lines in line_items is 267152.4.',
      },
      {
        severity: 'error',
        code: 'TOTAL',
        message: '$.total_amount is 267530.93, but subtotal + tax is 267530.94.',
      },
    ])
    const lines = [{ quantity: 2, unit_price: 10, total: 21 }]
    expect(checkArithmetic({ order: { line_items: lines } })).toMatchObject([
      { code: 'LINE_TOTAL', message: '$.order.line_items[0].total is 21, but quantity × unit price is 20.' },
    ])
  })

  it('may leave out subtotal, tax or a line total', () => {
    const { subtotal: _, ...without } = right
    expect(codes(without)).toEqual([])
    expect(codes({ ...without, total_amount: 1 })).toEqual(['TOTAL'])
    const { tax: __, ...untaxed } = right
    expect(codes({ ...untaxed, total_amount: 267152.4 })).toEqual([])
    expect(codes(untaxed)).toEqual(['TOTAL'])
  })
})

describe('a cart', () => {
  const right: JsonObject = {
    items: [
      { product_name: 'a', quantity: 4, price: 100, discount_percentage: 12.5 },
      { product_name: 'b', quantity: 1, price: 9.99 },
    ],
    subtotal: 359.99,
    shipping_cost: 5,
    tax: 10.01,
    total: 375,
  }

  it('counts discounts, shipping and tax', () => {
    expect(codes(right)).toEqual([])
    expect(codes({ ...right, shipping_cost: 6 })).toEqual(['TOTAL'])
    expect(codes({ ...right, subtotal: 409.99, total: 425 })).toEqual(['SUBTOTAL'])
  })

  it('may take an amount off', () => {
    expect(codes({ ...right, discount: 20, total: 355 })).toEqual([])
    expect(codes({ ...right, discount_amount: -20, total: 355 })).toEqual([])
  })
})

it('half a cent is rounding, more is not', () => {
  const order = (total_amount: number) => ({ items: [{ quantity: 3, price: 33.335 }], total_amount })
  expect(codes(order(100.01))).toEqual([])
  expect(codes(order(100))).toEqual([])
  expect(codes(order(100.02))).toEqual(['TOTAL'])
})

it('lines may be rounded before they are added', () => {
  const items = Array.from({ length: 10 }, () => ({ quantity: 1, price: 1.005 }))
  const rounded = items.reduce((sum, { price }) => sum + Math.round(price * 100) / 100, 0)
  expect(Math.abs(rounded - 10.05)).toBeGreaterThan(0.01)
  expect(codes({ items, total: Number(rounded.toFixed(2)) })).toEqual([])
  expect(codes({ items, total: 10.05 })).toEqual([])
})

it.each<[string, JsonValue]>([
  ['no lines', { total: 5, tax: 3 }],
  ['a page count', { pagination: { page: 1, per_page: 10, total: 999 } }],
  ['a line without a price', { items: [{ quantity: 2, price: 5 }, { quantity: 1 }], total: 5 }],
  ['two lists', { items: [{ quantity: 2, price: 5 }], returns: [{ quantity: 1, price: 5 }], total: 5 }],
  ['texts', { items: [{ quantity: '2', price: '5' }], total: 1 }],
  ['an amount beyond all numbers', { items: [{ quantity: 1, price: Number.POSITIVE_INFINITY }], total: 1 }],
  ['inherited names', { items: [{}], total: 1 }],
  ['no object', [1, 'a', null]],
])('%s is not judged', (_, value) => expect(codes(value)).toEqual([]))

it('counts however many lines are wrong', () => {
  const items = Array.from({ length: 200_000 }, () => ({ quantity: 1, price: 1, total: 2 }))
  expect(codes({ items })).toHaveLength(200_000)
})

it('big integers count', () => {
  expect(codes({ items: [{ quantity: 1n, price: 10n }], total: 11n })).toEqual(['TOTAL'])
})

it('any right cart passes, and a cent more fails', () => {
  const cents = fc.integer({ min: 0, max: 500_000 }).map((value) => value / 100)
  const line = fc.record({ quantity: fc.integer({ min: 1, max: 100 }), price: cents })
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), cents, cents, (items, tax, shipping_cost) => {
      const sum =
        items.reduce((all, { quantity, price }) => all + quantity * Math.round(price * 100), 0) / 100
      const subtotal = Number(sum.toFixed(2))
      const total = Number((subtotal + tax + shipping_cost).toFixed(2))
      const cart = { items, subtotal, tax, shipping_cost, total }
      expect(codes(cart)).toEqual([])
      expect(codes({ ...cart, total: Number((total + 0.01).toFixed(2)) })).toEqual(['TOTAL'])
      expect(codes({ ...cart, subtotal: Number((subtotal + 0.01).toFixed(2)) })).toContain('SUBTOTAL')
    }),
  )
})
