import { describe, expect, test, vi } from 'vitest'
import { isRecord } from '../../core/json/json.ts'
import { benchmarkSchemas } from '../benchmark-schemas.ts'
import { generateExamples } from '../stream.ts'

// Hundreds of examples on a machine that does other things as well.
vi.setConfig({ testTimeout: 60_000 })

type Fields = Record<string, unknown>

const perSchema = 150

/** Expected values of one schema as they are in the file. */
function expectedValues(schemaId: string): Fields[] {
  const schemas = benchmarkSchemas().filter(({ id }) => id === schemaId)
  return [...generateExamples({ schemas, styles: ['official'], seed: 'laws', count: perSchema })].map(
    ({ line }) => {
      const example: unknown = JSON.parse(line)
      return object(object(example).expected_output)
    },
  )
}

function object(value: unknown): Fields {
  return isRecord(value) ? value : {}
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(object) : []
}

/** Hundredths as an exact whole number, read from the decimal text; 0 for what is absent. */
function hundredths(value: unknown): bigint {
  if (value === undefined) return 0n
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(String(value))
  if (!match) throw new Error(`not an amount in cents: ${value}`)
  const [, sign, whole, part = ''] = match
  return BigInt(`${sign}${whole}${part.padEnd(2, '0')}`)
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((left, right) => left + right, 0n)
}

/** Checks what must hold wherever a value is present, and that it was present often enough to mean something. */
function always(cases: readonly { readonly [name: string]: unknown }[], least = 20): void {
  const [first] = cases
  if (!first) throw new Error('nothing to check')
  expect(cases.length).toBeGreaterThanOrEqual(least)
  for (const { left, right } of cases) expect(left).toEqual(right)
}

describe('amounts, in whole cents', () => {
  test('invoice: lines, subtotal, total', () => {
    const all = expectedValues('invoice')
    const product = (line: Fields) => BigInt(Number(line.quantity)) * hundredths(line.unit_price)
    const lines = all.flatMap((invoice) => list(invoice.line_items))
    always(
      lines
        .filter(({ total }) => total !== undefined)
        .map((line) => ({ left: hundredths(line.total), right: product(line) })),
    )
    const subtotal = (invoice: Fields) => sum(list(invoice.line_items).map(product))
    always(
      all
        .filter((one) => one.subtotal !== undefined)
        .map((one) => ({ left: hundredths(one.subtotal), right: subtotal(one) })),
    )
    always(
      all.map((one) => ({ left: hundredths(one.total_amount), right: subtotal(one) + hundredths(one.tax) })),
    )
  })

  test('order: total', () => {
    always(
      expectedValues('order_details').map((order) => ({
        left: hundredths(order.total_amount),
        right: sum(list(order.items).map((item) => BigInt(Number(item.quantity)) * hundredths(item.price))),
      })),
    )
  })

  test('cart: discounts, subtotal, shipping, tax, total', () => {
    const all = expectedValues('shopping_cart')
    const subtotal = (cart: Fields) => {
      const exact = sum(
        list(cart.items).map(
          (item) =>
            BigInt(Number(item.quantity)) *
            hundredths(item.price) *
            (10_000n - hundredths(item.discount_percentage)),
        ),
      )
      return (exact + 5000n) / 10_000n
    }
    always(
      all
        .filter((cart) => cart.subtotal !== undefined)
        .map((cart) => ({ left: hundredths(cart.subtotal), right: subtotal(cart) })),
    )
    always(
      all.map((cart) => ({
        left: hundredths(cart.total),
        right: subtotal(cart) + hundredths(cart.shipping_cost) + hundredths(cart.tax),
      })),
    )
  })

  test('payment among several: fees, methods and senders', () => {
    const all = expectedValues('multi_party_transaction')
    const fees = all.flatMap((one) => list(one.parties).map((party) => object(party.fees)))
    always(
      fees
        .filter((fee) => fee.total_fees !== undefined && Object.keys(fee).length > 1)
        .map((fee) => ({
          left: hundredths(fee.total_fees),
          right: hundredths(fee.processing_fee) + hundredths(fee.platform_fee),
        })),
    )
    const whole = (one: Fields, parts: Fields[], key: string) =>
      parts.length > 0 && parts.every((part) => part[key] !== undefined)
        ? [{ left: sum(parts.map((part) => hundredths(part[key]))), right: hundredths(one.total_amount) }]
        : []
    always(all.flatMap((one) => whole(one, list(one.payment_methods), 'amount')))
    always(
      all.flatMap((one) =>
        whole(
          one,
          list(one.parties).filter(({ party_type }) => party_type === 'sender'),
          'amount_involved',
        ),
      ),
    )
  })

  test('shop report: channels, averages, shares', () => {
    const all = expectedValues('ecommerce_analytics')
    const sales = all.map((one) => object(one.sales_metrics)).filter((one) => one.total_revenue !== undefined)
    const channels = sales.map((one) => ({ one, parts: Object.values(object(one.revenue_by_channel)) }))
    for (const { one, parts } of channels) {
      const together = sum(parts.map(hundredths))
      if (parts.length === 4) expect(together).toBe(hundredths(one.total_revenue))
      else expect(together).toBeLessThan(hundredths(one.total_revenue))
    }
    expect(channels.filter(({ parts }) => parts.length === 4).length).toBeGreaterThan(0)
    always(
      sales
        .filter((one) => one.total_orders !== undefined && one.average_order_value !== undefined)
        .map((one) => ({
          left: Math.round((Number(one.total_revenue) / Number(one.total_orders)) * 100) / 100,
          right: one.average_order_value,
        })),
    )
    for (const one of all) {
      const breakdown = list(object(one.product_performance).category_breakdown)
      const percent = breakdown.map((category) => Number(category.percentage_of_total ?? 0))
      expect(percent.reduce((left, right) => left + right, 0)).toBeLessThanOrEqual(100)
      const revenue = object(one.sales_metrics).total_revenue
      for (const category of breakdown) {
        if (
          revenue === undefined ||
          category.revenue === undefined ||
          category.percentage_of_total === undefined
        )
          continue
        const exact = (100 * Number(category.revenue)) / Number(revenue)
        expect(Math.abs(Number(category.percentage_of_total) - exact)).toBeLessThan(0.0051)
      }
      const customers = object(one.customer_metrics)
      if (
        ['total_customers', 'new_customers', 'returning_customers'].every(
          (key) => customers[key] !== undefined,
        )
      ) {
        expect(Number(customers.new_customers) + Number(customers.returning_customers)).toBe(
          customers.total_customers,
        )
      }
      for (const campaign of list(object(one.marketing_metrics).campaign_performance)) {
        expect(Number(campaign.clicks ?? 0)).toBeLessThanOrEqual(Number(campaign.impressions ?? Infinity))
        expect(Number(campaign.conversions ?? 0)).toBeLessThanOrEqual(Number(campaign.clicks ?? Infinity))
      }
    }
  })
})

describe('order of dates', () => {
  const dates: readonly (readonly [string, (expected: Fields) => unknown[][]])[] = [
    ['invoice', (one) => [[one.invoice_date, one.due_date]]],
    ['support_ticket', (one) => [[one.created_at, one.updated_at]]],
    ['event_registration', (one) => [[one.registration_date, one.event_date]]],
    ['meeting_notes', (one) => list(one.action_items).map((action) => [one.date, action.due_date])],
    [
      'ecommerce_analytics',
      ({ report_period: period }) => [[object(period).start_date, object(period).end_date]],
    ],
    [
      'medical_encounter',
      (one) => [
        [object(one.patient).date_of_birth, one.visit_date],
        ...list(one.lab_orders).map((order) => [one.visit_date, order.ordered_timestamp]),
      ],
    ],
    [
      'multi_party_transaction',
      (one) => [
        [
          one.initiation_timestamp,
          ...list(one.status_history).map(({ timestamp }) => timestamp),
          one.completion_timestamp,
        ],
      ],
    ],
    [
      'nested_organization',
      (one) =>
        list(one.departments).flatMap((department) =>
          list(department.teams).flatMap((team) =>
            list(team.members).map((member) => [one.founded_date, member.start_date]),
          ),
        ),
    ],
  ]

  test.each(dates)('%s', (schemaId, chains) => {
    const present = expectedValues(schemaId)
      .flatMap(chains)
      .map((chain) => chain.filter((date) => typeof date === 'string'))
      .filter(({ length }) => length > 1)
    expect(present.length).toBeGreaterThan(20)
    for (const chain of present) expect([...chain].sort()).toEqual(chain)
  })
})

test('a status of 400 and above comes with errors, one below without', () => {
  for (const { status_code, errors } of expectedValues('api_response')) {
    expect(Number(status_code) >= 400).toBe(list(errors).length > 0)
  }
})

test('a network counts its devices, and rules name devices of the network', () => {
  for (const network of expectedValues('iot_device_network')) {
    const devices = list(network.devices)
    const { devices_online: online, devices_offline: offline } = object(network.network_health)
    const count = devices.filter(({ status }) => status === 'online').length
    if (online !== undefined) expect(online).toBe(count)
    if (offline !== undefined) expect(offline).toBe(devices.length - count)
    const ids = devices.map(({ device_id }) => device_id)
    for (const trigger of list(network.automation_rules).flatMap(({ triggers }) => list(triggers))) {
      expect(ids).toContain(trigger.device_id)
    }
  }
})

test('a company has no fewer employees than it names, and no member is planned for more than all of their time', () => {
  for (const company of expectedValues('nested_organization')) {
    const teams = list(company.departments).flatMap((department) => list(department.teams))
    const members = teams.flatMap((team) => list(team.members))
    expect(Number(company.total_employees ?? Infinity)).toBeGreaterThanOrEqual(members.length)
    for (const member of members) {
      const shares = list(member.projects).map((project) => Number(project.allocation_percentage ?? 0))
      expect(shares.reduce((left, right) => left + right, 0)).toBeLessThanOrEqual(100)
    }
  }
})

test('vital signs agree: systolic above diastolic, body mass index of weight and height', () => {
  const vitals = expectedValues('medical_encounter').map((one) => object(one.vitals))
  for (const { blood_pressure_systolic: high = 999, blood_pressure_diastolic: low = 0 } of vitals) {
    expect(Number(high)).toBeGreaterThan(Number(low))
  }
  const bodies = vitals.filter((one) =>
    ['height_cm', 'weight_kg', 'bmi'].every((key) => one[key] !== undefined),
  )
  expect(bodies.length).toBeGreaterThan(10)
  for (const { height_cm: height, weight_kg: weight, bmi } of bodies) {
    expect(Math.abs(Number(weight) / (Number(height) / 100) ** 2 - Number(bmi))).toBeLessThan(0.0501)
  }
})
