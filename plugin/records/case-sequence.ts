import type { CaseRecord } from './case.ts'

/**
 * The cases of a run, one at a time and as often as needed: an array, or a file that is read again each time. A reader that keeps
 * a case keeps its texts: figures are made from one case after the other.
 */
export interface CaseSequence extends Iterable<CaseRecord> {
  /** How many cases there are. */
  readonly length: number
}

/** How many cases a condition keeps. */
export function countWhere<Item>(cases: Iterable<Item>, keep: (each: Item) => boolean): number {
  let count = 0
  for (const each of cases) if (keep(each)) count += 1
  return count
}

/** Cases with a change, which is made again in each pass: no changed case is kept. */
export function mappedCases(cases: CaseSequence, change: (each: CaseRecord) => CaseRecord): CaseSequence {
  return {
    length: cases.length,
    *[Symbol.iterator]() {
      for (const each of cases) yield change(each)
    },
  }
}
