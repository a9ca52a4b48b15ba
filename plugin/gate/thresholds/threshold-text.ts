import { duration, f1, NOT_MEASURED_WORDS, percent } from '../../core/format.ts'
import { printable } from '../../core/printable.ts'
import type { ThresholdMetric, ThresholdResult } from '../../records/verdict.ts'

const NAMES: Readonly<Record<ThresholdMetric, string>> = {
  jsonExact: 'jsonExact',
  fieldF1: 'fieldF1',
  schemaCompliance: 'schemaCompliance',
  latencyP50: 'latency p50',
  latencyP90: 'latency p90',
  latencyP95: 'latency p95',
}

/** `jsonExact`, `jsonExact of complexity complex`, `latency p95`. */
export function thresholdName({ metric, slice }: Pick<ThresholdResult, 'metric' | 'slice'>): string {
  return slice === null ? NAMES[metric] : `${NAMES[metric]} of ${slice.dimension} ${printable(slice.key)}`
}

/**
 * `jsonExact of complexity complex is 4.0 %, must be at least 10.0 %`; the reason for one that was not
 * judged.
 */
export function thresholdText(result: ThresholdResult): string {
  const { unit, direction, limit, actual, skipped } = result
  const [value, bounded] = actual === null ? ['', amount(unit, limit)] : amounts(unit, actual, limit)
  const bound = `${direction} ${bounded}`
  if (skipped !== undefined) return `${thresholdName(result)}, ${bound}: ${skipped}`
  const measured = actual === null ? NOT_MEASURED_WORDS : value
  return `${thresholdName(result)} is ${measured}, must be ${bound}`
}

/**
 * Figure and limit with enough digits to distinguish them: 9.98 % is below 10 %, although both are shown as
 * `10.0 %`.
 */
function amounts(unit: ThresholdResult['unit'], actual: number, limit: number): readonly [string, string] {
  const texts = [amount(unit, actual), amount(unit, limit)] as const
  return texts[0] !== texts[1] || actual === limit ? texts : [precise(unit, actual), precise(unit, limit)]
}

function precise(unit: ThresholdResult['unit'], value: number): string {
  const number = Number((unit === 'ms' || unit === 'score' ? value : 100 * value).toPrecision(12))
  return unit === 'score' ? String(number) : `${number} ${unit === 'ms' ? 'ms' : '%'}`
}

function amount(unit: ThresholdResult['unit'], value: number): string {
  if (unit === 'ms') return duration(value)
  return unit === 'score' ? f1(value) : percent(value)
}
