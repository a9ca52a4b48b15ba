import type { FieldScores } from '../../plugin/gate/accuracy/field-f1.ts'
import { compareMeans } from '../../plugin/gate/accuracy/mean.ts'
import { comparePaired, type Outcomes } from '../../plugin/gate/accuracy/paired.ts'
import type { MeanComparison, PairedComparison } from '../../plugin/records/comparison.ts'
import { DEFAULT_RULE } from '../../plugin/stats/decision-rule.ts'
import { holm } from '../../plugin/stats/holm.ts'
import { twoSidedOf } from '../../plugin/stats/mcnemar.ts'
import { rankRanges, type ShownDifference } from './rank-ranges.ts'
import type { RankRange } from './types.ts'

/** Two runs by their indexes; the first is the reference. */
export interface TestedPair {
  readonly first: number
  readonly second: number
  /** Right or wrong. */
  readonly paired: PairedComparison
  /** The metric, where it is a mean; null for a rate. */
  readonly mean: MeanComparison | null
  /** Two-sided mid-p of the metric, and after Holm over all pairs. */
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
 * @param means the values of the metric by run, where it is a mean, which is tested then. Default: a rate
 */
export function testAllPairs(
  runs: readonly Outcomes[],
  alpha: number = DEFAULT_RULE.alpha,
  means: readonly FieldScores[] | null = null,
): Ranking {
  const rule = { alpha, minEffect: 0 }
  const tested: Omit<TestedPair, 'pHolm' | 'significant'>[] = []
  runs.forEach((reference, first) => {
    for (let second = first + 1; second < runs.length; second += 1) {
      const candidate = runs[second]
      const paired = candidate === undefined ? null : comparePaired(reference, candidate, rule)
      const [before, now] = [means?.[first], means?.[second]]
      const mean = before === undefined || now === undefined ? null : compareMeans(before, now, rule)
      if (paired !== null) tested.push({ first, second, paired, mean, p: twoSidedOf(mean ?? paired) })
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
      ({ first, second, paired, mean }): ShownDifference =>
        (mean ?? paired).difference < 0 ? { better: first, worse: second } : { better: second, worse: first },
    )
  return { pairs, ranks: rankRanges(runs.length, shown) }
}

/** The pair with its runs in exchanged places. */
export function mirrored(pair: TestedPair): TestedPair {
  const { paired, mean } = pair
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
      difference: negative(paired.difference),
      differenceInterval: mirroredInterval(paired.differenceInterval),
      pWorse: paired.pBetter,
      pBetter: paired.pWorse,
    },
    mean: mean && {
      ...mean,
      reference: mean.candidate,
      candidate: mean.reference,
      fell: mean.rose,
      rose: mean.fell,
      difference: negative(mean.difference),
      interval: mirroredInterval(mean.interval),
      pWorse: mean.pBetter,
      pBetter: mean.pWorse,
    },
  }
}

/** Not −0: a difference of nothing is 0 in either direction. */
const negative = (difference: number): number => 0 - difference

function mirroredInterval([low, high]: readonly [number, number]): readonly [number, number] {
  return [negative(high), negative(low)]
}
