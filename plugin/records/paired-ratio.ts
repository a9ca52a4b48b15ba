import type { TBoolean, TInteger, TNumber, TUnsafe } from 'typebox'
import { boolean, count, number, pair } from './schema.ts'

/** A figure of the sample in this run over that of the same examples in the baseline. */
export interface PairedRatio {
  readonly pairs: number
  /** Medians, in the unit of the figure. */
  readonly reference: number
  readonly candidate: number
  /** Median of the ratios, this run over the baseline: above 1 is more, for a time slower. */
  readonly ratio: number
  /** Distribution-free 95 % interval of that median. */
  readonly interval: readonly [number, number]
  /** Whether the state depends on it; the others are only shown. */
  readonly judged: boolean
}

/** The members of a {@link PairedRatio} for schemas. */
export const PAIRED_RATIO: {
  readonly pairs: TInteger
  readonly reference: TNumber
  readonly candidate: TNumber
  readonly ratio: TNumber
  readonly interval: TUnsafe<[number, number]>
  readonly judged: TBoolean
} = {
  pairs: count,
  reference: number,
  candidate: number,
  ratio: number,
  interval: pair(number),
  judged: boolean,
}
