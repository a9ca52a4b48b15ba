import { amountText, duration, f1, money, NOT_MEASURED_WORDS, percent } from '../../core/format.ts'
import { printable } from '../../core/printable.ts'
import type { ThresholdMetric, ThresholdResult } from '../../records/verdict.ts'

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

type RateUnit = Exclude<ThresholdResult['unit'], 'cost' | 'tokens'>

/** `jsonExact`, `jsonExact of complexity complex`, `latency p95`. */
export function thresholdName({ metric, slice }: Pick<ThresholdResult, 'metric' | 'slice'>): string {
  return slice === null ? NAMES[metric] : `${NAMES[metric]} of ${slice.dimension} ${printable(slice.key)}`
}

/**
 * `jsonExact of complexity complex is 4.0 %, must be at least 10.0 %`; the reason for one that was not
 * judged.
 */
export function thresholdText(result: ThresholdResult): string {
  const { unit, direction, limit, actual, currency = '' } = result
  const [value, bounded] =
    unit === 'cost' || unit === 'tokens'
      ? budgetTexts(unit, actual, limit, currency)
      : actual === null
        ? ['', amount(unit, limit)]
        : amounts(unit, actual, limit)
  const bound = `${direction} ${bounded}`
  const notJudged = result.skipped ?? result.unmeasured
  if (notJudged !== undefined) return `${thresholdName(result)}, ${bound}: ${notJudged}`
  const measured = actual === null ? NOT_MEASURED_WORDS : value
  return `${thresholdName(result)} is ${measured}, must be ${bound}`
}

function budgetTexts(
  unit: 'cost' | 'tokens',
  actual: number | null,
  limit: number,
  currency: string,
): readonly [string, string] {
  const text = (value: number): string => (unit === 'cost' ? money(value, currency) : amountText(value))
  const texts = [actual === null ? '' : text(actual), text(limit)] as const
  return texts[0] !== texts[1] || actual === limit ? texts : [String(actual), String(limit)]
}

/**
 * Figure and limit with enough digits to distinguish them: 9.98 % is below 10 %, although both are shown as
 * `10.0 %`.
 */
function amounts(unit: RateUnit, actual: number, limit: number): readonly [string, string] {
  const texts = [amount(unit, actual), amount(unit, limit)] as const
  return texts[0] !== texts[1] || actual === limit ? texts : [precise(unit, actual), precise(unit, limit)]
}

function precise(unit: RateUnit, value: number): string {
  const number = Number((unit === 'ms' || unit === 'score' ? value : 100 * value).toPrecision(12))
  return unit === 'score' ? String(number) : `${number} ${unit === 'ms' ? 'ms' : '%'}`
}

function amount(unit: RateUnit, value: number): string {
  if (unit === 'ms') return duration(value)
  return unit === 'score' ? f1(value) : percent(value)
}
