import { comparePaired, type Outcomes } from '../../plugin/gate/accuracy/paired.ts'
import type { PairedComparison } from '../../plugin/records/verdict.ts'
import { DEFAULT_RULE } from '../../plugin/stats/decision-rule.ts'
import { holm } from '../../plugin/stats/holm.ts'
import { twoSided } from '../../plugin/stats/mcnemar.ts'
import { rankRanges, type ShownDifference } from './rank-ranges.ts'
import type { RankRange } from './types.ts'

/** Two runs by their indexes; the first is the reference. */
export interface TestedPair {
  readonly first: number
  readonly second: number
  readonly paired: PairedComparison
  /** Two-sided mid-p, and after Holm over all pairs. */
  readonly p: number
  readonly pHolm: number
  readonly significant: boolean
}

export interface Ranking {
  readonly pairs: readonly TestedPair[]
  /** By the runs' indexes. */
  readonly ranks: readonly RankRange[]
}

/**
 * Tests every pair of runs on the examples that both answered, and says which places that leaves open to each. The
 * detectable loss of a pair is that of the test alone, without a smallest effect that would matter.
 *
 * @param alpha two-sided level of the tests after Holm; one-sided level of the detectable loss
 */
export function testAllPairs(runs: readonly Outcomes[], alpha: number = DEFAULT_RULE.alpha): Ranking {
  const tested: Omit<TestedPair, 'pHolm' | 'significant'>[] = []
  runs.forEach((reference, first) => {
    for (let second = first + 1; second < runs.length; second += 1) {
      const candidate = runs[second]
      const paired =
        candidate === undefined ? null : comparePaired(reference, candidate, { alpha, minEffect: 0 })
      if (paired !== null) {
        tested.push({ first, second, paired, p: twoSided(paired.lost.length, paired.gained.length) })
      }
    }
  })
  const adjusted = holm(tested.map(({ p }) => p))
  const pairs = tested.map((pair, index) => {
    const pHolm = adjusted[index] ?? 1
    return { ...pair, pHolm, significant: pHolm <= alpha }
  })
  const shown = pairs
    .filter(({ significant }) => significant)
    .map(
      ({ first, second, paired }): ShownDifference =>
        paired.difference < 0 ? { better: first, worse: second } : { better: second, worse: first },
    )
  return { pairs, ranks: rankRanges(runs.length, shown) }
}

/** The pair with its runs in exchanged places. */
export function mirrored(pair: TestedPair): TestedPair {
  const { paired } = pair
  const [low, high] = paired.differenceInterval
  return {
    ...pair,
    first: pair.second,
    second: pair.first,
    paired: {
      ...paired,
      lost: paired.gained,
      gained: paired.lost,
      referenceExact: paired.candidateExact,
      candidateExact: paired.referenceExact,
      // Not −0: a difference of nothing is 0 in either direction.
      difference: 0 - paired.difference,
      differenceInterval: [0 - high, 0 - low],
      pWorse: paired.pBetter,
      pBetter: paired.pWorse,
    },
  }
}
