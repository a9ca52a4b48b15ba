import { money } from '../../plugin/core/format.ts'
import { printable } from '../../plugin/core/printable.ts'
import type { CostFigures } from '../../plugin/records/prices.ts'

/** `0.0123 USD: 0.000078 USD an example (mean), 0.00012 USD (p95)`, or why it was not measured. */
export function costText({ amounts, currency, reason }: CostFigures): string {
  if (amounts === null) return `not measured: ${printable(reason ?? '')}`
  const text = (value: number): string => money(value, printable(currency))
  return `${text(amounts.total)}: ${text(amounts.mean)} an example (mean), ${text(amounts.p95)} (p95)`
}
