import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { count, nullable, number, pair } from './schema.ts'

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

/** Order-statistic bounds of a percentile. */
const BOUNDS: TUnsafe<[number | null, number | null]> = pair(nullable(number))

export const PERCENTILES: TUnsafe<Percentiles> = typed<Percentiles>()(
  Type.Object(
    {
      count,
      mean: number,
      p50: number,
      p90: number,
      p95: number,
      max: number,
      intervals: Type.Optional(Type.Object({ p50: BOUNDS, p90: BOUNDS, p95: BOUNDS })),
    },
    { definition: 'percentiles', description: 'Percentiles of a duration in milliseconds.' },
  ),
)
