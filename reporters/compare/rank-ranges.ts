import type { RankRange } from './types.ts'

/** A pair of runs, by their indexes, of which the tests say that one is better. */
export interface ShownDifference {
  readonly better: number
  readonly worse: number
}

/**
 * The places that are open to each of `count` runs when only differences that were shown count: a run stands behind
 * every run that is better and before every one that is worse, and nothing else is known. Runs without a
 * significant difference overlap. Unlike one number with ties it cannot contradict a test: "not shown to differ" is not transitive.
 */
export function rankRanges(count: number, shown: readonly ShownDifference[]): RankRange[] {
  const ranks = Array.from({ length: count }, (): [number, number] => [1, count])
  for (const { better, worse } of shown) {
    const [ahead, behind] = [ranks[better], ranks[worse]]
    if (ahead === undefined || behind === undefined) continue
    ahead[1] -= 1
    behind[0] += 1
  }
  return ranks
}
