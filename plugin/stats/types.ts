/** A two-sided interval, `[low, high]`. */
export type Interval = readonly [number, number]

/** The 2 × 2 table of a paired comparison: how many examples each of two models gets right. */
export interface PairCounts {
  /** Right in both. */
  readonly bothHit: number
  /** Right in the reference, wrong in the candidate. */
  readonly lost: number
  /** Wrong in the reference, right in the candidate. */
  readonly gained: number
  /** Wrong in both. */
  readonly bothMiss: number
}
