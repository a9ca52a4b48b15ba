import { amountText, duration, f1, money, NOT_MEASURED_WORDS, percent } from '../../core/format.ts'
import { printable } from '../../core/printable.ts'
import type { ThresholdMetric, ThresholdResult } from '../../records/threshold-result.ts'

const NAMES: Readonly<Record<ThresholdMetric, string>> = {
  jsonExact: 'jsonExact',
  fieldF1: 'fieldF1',
  schemaCompliance: 'schemaCompliance',
  latencyP50: 'latency p50',
  latencyP90: 'latency p90',
  latencyP95: 'latency p95',
  tokensInMean: 'prompt tokens of an example (mean)',
  tokensInP95: 'prompt tokens of an example (p95)',
  tokensInTotal: 'prompt tokens of the run',
  tokensOutMean: 'output tokens of an example (mean)',
  tokensOutP95: 'output tokens of an example (p95)',
  tokensOutTotal: 'output tokens of the run',
  costMean: 'cost of an example (mean)',
  costP95: 'cost of an example (p95)',
  costTotal: 'cost of the run',
}

type Unit = Pick<ThresholdResult, 'unit' | 'currency'>

/** `jsonExact`, `jsonExact of complexity complex`, `latency p95`. */
export function thresholdName({ metric, slice }: Pick<ThresholdResult, 'metric' | 'slice'>): string {
  return slice === null ? NAMES[metric] : `${NAMES[metric]} of ${slice.dimension} ${printable(slice.key)}`
}

/**
 * `jsonExact of complexity complex is 4.0 %, must be at least 10.0 %`; the reason for one that was not
 * judged.
 */
export function thresholdText(result: ThresholdResult): string {
  const { direction, limit, actual } = result
  const [measured, bounded] =
    actual === null ? [NOT_MEASURED_WORDS, amount(limit, result)] : amounts(actual, limit, result)
  const bound = `${direction} ${bounded}`
  const notJudged = result.skipped ?? result.unmeasured
  return notJudged === undefined
    ? `${thresholdName(result)} is ${measured}, must be ${bound}`
    : `${thresholdName(result)}, ${bound}: ${notJudged}`
}

/**
 * Figure and limit with enough digits to distinguish them: 9.98 % is below 10 %, although both are shown as
 * `10.0 %`.
 */
function amounts(actual: number, limit: number, unit: Unit): readonly [string, string] {
  const texts = [amount(actual, unit), amount(limit, unit)] as const
  return texts[0] !== texts[1] || actual === limit ? texts : [precise(actual, unit), precise(limit, unit)]
}

function amount(value: number, { unit, currency = '' }: Unit): string {
  switch (unit) {
    case 'rate':
      return percent(value)
    case 'score':
      return f1(value)
    case 'ms':
      return duration(value)
    case 'tokens':
      return amountText(value)
    case 'cost':
      return money(value, currency)
  }
}

function precise(value: number, { unit }: Unit): string {
  switch (unit) {
    case 'rate':
      return `${Number((100 * value).toPrecision(12))} %`
    case 'score':
      return String(Number(value.toPrecision(12)))
    case 'ms':
      return `${Number(value.toPrecision(12))} ms`
    case 'tokens':
    case 'cost':
      return String(value)
  }
}
