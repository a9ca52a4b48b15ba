import { dimensionsOf, groupBy } from '../../plugin/aggregation/dimension.ts'
import type { Outcomes } from '../../plugin/gate/accuracy/paired.ts'
import type { DimensionCase } from '../../plugin/records/dimension.ts'
import { holm } from '../../plugin/stats/holm.ts'
import { twoSided } from '../../plugin/stats/mcnemar.ts'
import { newcombePairedInterval } from '../../plugin/stats/newcombe.ts'
import type { PairCounts } from '../../plugin/stats/types.ts'
import type { PairSlice } from './types.ts'

type ComparedExample = DimensionCase & { readonly id: string }

/**
 * A pair by complexity, schema, source and the dataset's own slices. The p values are adjusted by Holm over all of these slices together; a
 * dimension with one value says nothing that the whole does not, and is left out.
 */
export function pairedSlices(
  examples: readonly ComparedExample[],
  reference: Outcomes,
  candidate: Outcomes,
): PairSlice[] {
  const slices: Omit<PairSlice, 'pHolm'>[] = []
  for (const dimension of dimensionsOf(examples)) {
    const groups = groupBy(examples, dimension)
    if (groups.size < 2) continue
    for (const [key, group] of groups) {
      const counts = countPairs(group, reference, candidate)
      const differenceInterval = newcombePairedInterval(counts)
      if (differenceInterval === null) continue
      const { bothHit, lost, gained } = counts
      slices.push({
        dimension,
        key,
        pairs: group.length,
        referenceExact: bothHit + lost,
        candidateExact: bothHit + gained,
        lost,
        gained,
        difference: (gained - lost) / group.length,
        differenceInterval,
        p: twoSided(lost, gained),
      })
    }
  }
  const adjusted = holm(slices.map(({ p }) => p))
  return slices.map((slice, index) => ({ ...slice, pHolm: adjusted[index] ?? 1 }))
}

function countPairs(
  examples: readonly ComparedExample[],
  reference: Outcomes,
  candidate: Outcomes,
): PairCounts {
  const counts = { bothHit: 0, lost: 0, gained: 0, bothMiss: 0 }
  for (const { id } of examples) {
    const [before, after] = [reference.get(id) === true, candidate.get(id) === true]
    if (before && after) counts.bothHit += 1
    else if (before) counts.lost += 1
    else if (after) counts.gained += 1
    else counts.bothMiss += 1
  }
  return counts
}
