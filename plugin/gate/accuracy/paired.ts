import { byCodeUnit } from '../../core/code-unit-order.ts'
import type { PairedComparison } from '../../records/comparison.ts'
import { DEFAULT_RULE, type DecisionRule } from '../../stats/decision-rule.ts'
import { mcnemarMidP } from '../../stats/mcnemar.ts'
import { newcombePairedInterval } from '../../stats/newcombe.ts'
import { detectableLoss } from '../../stats/power.ts'
import type { PairCounts } from '../../stats/types.ts'

/** Exact or not, by id; null if there was no output to score. */
export type Outcomes = ReadonlyMap<string, boolean | null>

/** The 2 × 2 counts of a comparison, for the functions of `stats`. */
export function pairCounts(comparison: PairedComparison): PairCounts {
  const { bothHit, lost, gained, bothMiss } = comparison
  return { bothHit, lost: lost.length, gained: gained.length, bothMiss }
}

/**
 * Compares two models on the examples that have a score on both sides; null without one. `lost` and
 * `gained` are in code-unit order. The rule only affects the minimum detectable effect.
 */
export function comparePaired(
  reference: Outcomes,
  candidate: Outcomes,
  rule: Partial<DecisionRule> = {},
): PairedComparison | null {
  const lost: string[] = []
  const gained: string[] = []
  let bothHit = 0
  let bothMiss = 0
  for (const [id, before] of reference) {
    const after = candidate.get(id) ?? null
    if (before === null || after === null) continue
    if (before && after) bothHit += 1
    else if (before) lost.push(id)
    else if (after) gained.push(id)
    else bothMiss += 1
  }
  const counts = { bothHit, lost: lost.length, gained: gained.length, bothMiss }
  const differenceInterval = newcombePairedInterval(counts)
  if (differenceInterval === null) return null
  const pairs = bothHit + lost.length + gained.length + bothMiss
  return {
    pairs,
    bothHit,
    bothMiss,
    lost: lost.sort(byCodeUnit),
    gained: gained.sort(byCodeUnit),
    referenceExact: bothHit + counts.lost,
    candidateExact: bothHit + counts.gained,
    difference: (counts.gained - counts.lost) / pairs,
    differenceInterval,
    ...mcnemarMidP(counts.lost, counts.gained),
    detectableLoss: detectableLoss(pairs, {
      alpha: rule.alpha ?? DEFAULT_RULE.alpha,
      minEffect: rule.minEffect ?? DEFAULT_RULE.minEffect,
    }),
  }
}
