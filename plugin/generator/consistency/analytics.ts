import type { JsonObject } from '../../core/json/json.ts'
import { shiftDay } from '../moments.ts'
import type { Random } from '../random.ts'
import { child, items, put, str } from './fields.ts'
import { fromCents, splitWhole } from './money.ts'

const periodDays: ReadonlyMap<string, number> = new Map([
  ['daily', 1],
  ['weekly', 7],
  ['monthly', 30],
  ['quarterly', 91],
  ['yearly', 365],
])

/**
 * The report ends as many days after it starts as its period says, both days counted.
 * Average order value = revenue / orders. Channels, categories, regions and products are parts of the
 * revenue, never more than all of it; if all channels are present, they add up to it. The percentage of a
 * category is its share of the revenue. New and returning customers make up all customers, age groups at most
 * that many. ROAS = revenue / ad spend. Impressions ≥ clicks ≥ conversions. Money in whole cents, ratios to
 * two decimals.
 */
export function ecommerceAnalytics(expected: JsonObject, random: Random): void {
  const period = child(expected, 'report_period')
  const days = periodDays.get(str(period, 'period_type') ?? '') ?? random.int(2, 120)
  put(period, 'end_date', shiftDay(str(period, 'start_date') ?? '', days - 1))

  const revenue = random.int(500_000, 99_999_999)
  sales(child(expected, 'sales_metrics'), revenue, random)
  customers(child(expected, 'customer_metrics'), revenue, random)
  products(child(expected, 'product_performance'), revenue, random)
  marketing(child(expected, 'marketing_metrics'), revenue, random)
}

function sales(metrics: JsonObject | null, revenue: number, random: Random): void {
  const orders = random.int(40, 2000)
  put(metrics, 'total_revenue', fromCents(revenue))
  put(metrics, 'total_orders', orders)
  put(metrics, 'average_order_value', fromCents(Math.round(revenue / orders)))
  put(metrics, 'total_units_sold', orders + random.int(0, 3 * orders))
  put(metrics, 'gross_profit', fromCents(Math.round(revenue * random.decimal(0.1, 0.6, 3))))
  put(metrics, 'refunds_total', fromCents(Math.round(revenue * random.decimal(0.001, 0.09, 3))))
  const channels = child(metrics, 'revenue_by_channel')
  const names = ['website', 'mobile_app', 'marketplace', 'physical_store']
  splitWhole(revenue, names.length, random).forEach((share, index) => {
    put(channels, names[index] ?? '', fromCents(share))
  })
}

function customers(metrics: JsonObject | null, revenue: number, random: Random): void {
  const total = random.int(60, 5000)
  const [fresh = 0, returning = 0] = splitWhole(total, 2, random)
  put(metrics, 'total_customers', total)
  put(metrics, 'new_customers', fresh)
  put(metrics, 'returning_customers', returning)
  const demographics = child(metrics, 'demographics')
  const groups = child(demographics, 'age_groups')
  const ages = ['18_24', '25_34', '35_44', '45_54', '55_plus']
  splitWhole(total, ages.length, random).forEach((share, index) => {
    put(groups, ages[index] ?? '', share)
  })
  const regions = items(demographics, 'top_regions')
  share(regions, 'customer_count', total, random)
  share(regions, 'revenue', revenue, random, fromCents)
}

function products(performance: JsonObject | null, revenue: number, random: Random): void {
  share(items(performance, 'top_selling_products'), 'revenue', revenue, random, fromCents)
  for (const product of items(performance, 'top_selling_products')) {
    put(product, 'profit_margin', random.decimal(2, 70, 2))
  }
  const categories = items(performance, 'category_breakdown')
  const parts = share(categories, 'revenue', revenue, random, fromCents)
  categories.forEach((category, index) => {
    put(category, 'percentage_of_total', fromCents(Math.round(((parts[index] ?? 0) / revenue) * 10_000)))
  })
}

function marketing(metrics: JsonObject | null, revenue: number, random: Random): void {
  const spend = random.int(20_000, Math.round(revenue / 2))
  put(metrics, 'ad_spend', fromCents(spend))
  put(metrics, 'roas', fromCents(Math.round((revenue / spend) * 100)))
  const campaigns = items(metrics, 'campaign_performance')
  share(campaigns, 'cost', spend, random, fromCents)
  share(campaigns, 'revenue_attributed', revenue, random, fromCents)
  for (const campaign of campaigns) {
    const impressions = random.int(800, 90_000)
    const clicks = random.int(20, Math.floor(impressions / 10))
    put(campaign, 'impressions', impressions)
    put(campaign, 'clicks', clicks)
    put(campaign, 'conversions', random.int(1, clicks))
  }
}

/**
 * Gives every item a part of a whole and returns the parts; one more part is left for what the list does not
 * name.
 */
function share(
  list: readonly JsonObject[],
  key: string,
  whole: number,
  random: Random,
  unit: (part: number) => number = (part) => part,
): number[] {
  const parts = splitWhole(whole, list.length + 1, random).slice(1)
  list.forEach((item, index) => {
    put(item, key, unit(parts[index] ?? 0))
  })
  return parts
}
