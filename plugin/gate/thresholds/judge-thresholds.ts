import { amountsOf, type MeasuredAmounts } from '../../aggregation/amounts.ts'
import type { Completion } from '../../records/completion.ts'
import type { CostFigures } from '../../records/prices.ts'
import type { Latency } from '../../records/run-latency.ts'
import type { RunReport } from '../../records/run-report.ts'
import type { Budget, SliceThresholds, Thresholds } from '../../records/settings.ts'
import { primaryRates, type Slice } from '../../records/slice.ts'
import type { ThresholdResult } from '../../records/threshold-result.ts'

const SCORES = [
  { metric: 'jsonExact', unit: 'rate' },
  { metric: 'fieldF1', unit: 'score' },
  { metric: 'schemaCompliance', unit: 'rate' },
] as const
const LATENCIES = [
  { metric: 'latencyP50', key: 'p50' },
  { metric: 'latencyP90', key: 'p90' },
  { metric: 'latencyP95', key: 'p95' },
] as const

/** A mean that differs from the threshold only in its last digits is not below it. */
const TOLERANCE = 1e-9

function sliceThresholds(
  limits: SliceThresholds,
  figures: Slice | undefined,
  slice: ThresholdResult['slice'],
): ThresholdResult[] {
  return SCORES.flatMap(({ metric, unit }): ThresholdResult[] => {
    const limit = limits[metric]
    if (limit === undefined) return []
    const actual = (figures && primaryRates(figures))?.[metric] ?? null
    const broken = actual === null || actual < limit - TOLERANCE
    return [{ metric, slice, unit, direction: 'at least', limit, actual, broken }]
  })
}

function groupThresholds(
  limits: Readonly<Record<string, SliceThresholds>> | undefined,
  slices: Readonly<Record<string, Slice>>,
  dimension: string,
): ThresholdResult[] {
  return Object.entries(limits ?? {}).flatMap(([key, group]) =>
    sliceThresholds(group, Object.hasOwn(slices, key) ? slices[key] : undefined, { dimension, key }),
  )
}

function latencyThresholds(limits: Thresholds['latency'], latency: Latency): ThresholdResult[] {
  return LATENCIES.flatMap(({ metric, key }): ThresholdResult[] => {
    const limit = limits?.[key]
    if (limit === undefined) return []
    const threshold = { metric, slice: null, unit: 'ms', direction: 'at most', limit } as const
    if (latency.measured === 'replayed' || latency.measured === 'mixed') {
      const skipped =
        latency.measured === 'replayed'
          ? 'the completions were replayed, no model ran'
          : 'some of the completions were replayed'
      return [{ ...threshold, actual: null, broken: false, skipped }]
    }
    const actual = latency.totalMs?.[key] ?? null
    return [{ ...threshold, actual, broken: actual === null || actual > limit }]
  })
}

type Tokens = Pick<Completion, 'tokensIn' | 'tokensOut'>
const AMOUNTS = [
  { name: 'tokensIn', of: ({ tokensIn }: Tokens) => tokensIn },
  { name: 'tokensOut', of: ({ tokensOut }: Tokens) => tokensOut },
] as const
const STATISTICS = [
  ['mean', 'Mean'],
  ['p95', 'P95'],
  ['total', 'Total'],
] as const

/** An amount that was not measured says nothing about the model, so the run is inconclusive and not worse. */
function budgetThresholds(
  limits: Budget | undefined,
  name: 'tokensIn' | 'tokensOut' | 'cost',
  measured: () => MeasuredAmounts,
  unit: Pick<ThresholdResult, 'unit' | 'currency'>,
): ThresholdResult[] {
  if (limits === undefined) return []
  const { amounts, reason } = measured()
  return STATISTICS.flatMap(([statistic, suffix]): ThresholdResult[] => {
    const limit = limits[statistic]
    if (limit === undefined) return []
    const threshold = {
      metric: `${name}${suffix}`,
      slice: null,
      ...unit,
      direction: 'at most',
      limit,
    } as const
    if (amounts === null) return [{ ...threshold, actual: null, broken: false, unmeasured: reason }]
    const actual = amounts[statistic]
    return [{ ...threshold, actual, broken: actual > limit * (1 + TOLERANCE) }]
  })
}

function budgets(
  { tokensIn, tokensOut, cost: limits }: Thresholds,
  { cases, cost }: Pick<RunReport, 'cases' | 'cost'>,
): ThresholdResult[] {
  const limitsOf = { tokensIn, tokensOut }
  return [
    ...AMOUNTS.flatMap(({ name, of }) =>
      budgetThresholds(limitsOf[name], name, () => amountsOf(cases, of), { unit: 'tokens' }),
    ),
    ...budgetThresholds(limits, 'cost', () => measuredCost(cost), {
      unit: 'cost',
      ...(cost === undefined ? {} : { currency: cost.currency }),
    }),
  ]
}

function measuredCost(cost: CostFigures | undefined): MeasuredAmounts {
  if (cost === undefined) return { amounts: null, reason: 'there are no prices (the option prices)' }
  const { amounts, reason } = cost
  return amounts === null ? { amounts, reason: reason ?? 'not measured' } : { amounts, reason: null }
}

/**
 * Judges the configured thresholds: floors of the lenient figures, and ceilings of the latency. A threshold
 * on a figure that was not measured (a slice that does not exist, compliance without schemas) is not met, so
 * that a misspelt one never passes. Only a latency threshold on a run that was replayed, in part or whole, is
 * not judged; `skipped` says so. A budget of tokens or cost on a run that does not know them has `unmeasured`.
 */
export function judgeThresholds(
  thresholds: Thresholds | undefined,
  figures: Pick<
    RunReport,
    'totals' | 'byComplexity' | 'bySchema' | 'bySource' | 'bySlice' | 'latency' | 'cost' | 'cases'
  >,
): ThresholdResult[] {
  if (thresholds === undefined) return []
  return [
    ...sliceThresholds(thresholds, figures.totals, null),
    ...groupThresholds(thresholds.complexity, figures.byComplexity, 'complexity'),
    ...groupThresholds(thresholds.schema, figures.bySchema, 'schema'),
    ...groupThresholds(thresholds.source, figures.bySource, 'source'),
    ...Object.entries(thresholds.slices ?? {}).flatMap(([name, limits]) =>
      groupThresholds(
        limits,
        Object.entries(figures.bySlice ?? {}).find(([own]) => own === name)?.[1] ?? {},
        name,
      ),
    ),
    ...latencyThresholds(thresholds.latency, figures.latency),
    ...budgets(thresholds, figures),
  ]
}
