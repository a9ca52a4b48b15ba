/** Percentiles of a duration in milliseconds; null when there are no values. */
export interface Percentiles {
  readonly count: number
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly max: number
  /** 95 % order-statistic intervals, `[low, high]`; a bound is null where there are too few values to have one. */
  readonly intervals?: Readonly<Record<'p50' | 'p90' | 'p95', readonly [number | null, number | null]>>
}
