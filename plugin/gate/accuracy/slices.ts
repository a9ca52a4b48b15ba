import { dimensionsOf, groupBy } from '../../aggregation/dimension.ts'
import type { CaseRecord } from '../../records/case.ts'
import type { SliceComparison } from '../../records/comparison.ts'
import type { DimensionCase } from '../../records/dimension.ts'
import type { TrackedSlices } from '../../records/settings.ts'
import { holm } from '../../stats/holm.ts'
import { mcnemarMidP } from '../../stats/mcnemar.ts'
import type { Outcomes } from './paired.ts'

/** What is compared by slice. */
export type SlicedCase = Pick<CaseRecord, 'id'> & DimensionCase

type Counts = Omit<SliceComparison, 'dimension' | 'key' | 'pWorse' | 'pWorseHolm' | 'tracked'>

function countPairs(cases: readonly SlicedCase[], reference: Outcomes, candidate: Outcomes): Counts {
  const counts = { pairs: 0, referenceExact: 0, candidateExact: 0, lost: 0, gained: 0 }
  for (const { id } of cases) {
    const before = reference.get(id) ?? null
    const after = candidate.get(id) ?? null
    if (before === null || after === null) continue
    counts.pairs += 1
    if (before) counts.referenceExact += 1
    if (after) counts.candidateExact += 1
    if (before && !after) counts.lost += 1
    if (after && !before) counts.gained += 1
  }
  return counts
}

/**
 * The comparison by complexity, schema, source and the dataset's own slices, with p values adjusted by Holm over all of these slices. A
 * dimension with only one value is left out, because its slice is the whole.
 */
export function compareSlices(
  cases: readonly SlicedCase[],
  reference: Outcomes,
  candidate: Outcomes,
  tracked: TrackedSlices = {},
): SliceComparison[] {
  const slices: Omit<SliceComparison, 'pWorseHolm'>[] = []
  for (const dimension of dimensionsOf(cases)) {
    const groups = groupBy(cases, dimension)
    if (groups.size < 2) continue
    for (const [key, group] of groups) {
      const counts = countPairs(group, reference, candidate)
      if (counts.pairs === 0) continue
      const { pWorse } = mcnemarMidP(counts.lost, counts.gained)
      slices.push({
        dimension,
        key,
        ...counts,
        pWorse,
        ...(isTracked(tracked, dimension, key) ? { tracked: true } : {}),
      })
    }
  }
  const adjusted = holm(slices.map((slice) => slice.pWorse))
  return slices.map((slice, index) => ({ ...slice, pWorseHolm: adjusted[index] ?? 1 }))
}

/** Whether `gate.tracked` names a slice. */
export function isTracked(tracked: TrackedSlices, dimension: string, key: string): boolean {
  const { complexity = [], schema = [], source = [], slices = {} } = tracked
  const own = Object.hasOwn(slices, dimension) ? (slices[dimension] ?? []) : []
  const known: Readonly<Record<string, readonly string[]>> = { complexity, schema, source }
  return (Object.hasOwn(known, dimension) ? (known[dimension] ?? []) : own).includes(key)
}

/** A schema whose examples were all exact and are all missed now. */
export interface Collapse {
  readonly schemaId: string
  readonly examples: number
}

/** A schema with at least this many examples that falls from all exact to none is a regression by itself. */
const COLLAPSE_EXAMPLES = 5

/** The schemas with at least {@link COLLAPSE_EXAMPLES} compared examples that fell from all exact to none. */
export function collapsedSchemas(
  cases: readonly SlicedCase[],
  reference: Outcomes,
  candidate: Outcomes,
): Collapse[] {
  const named = cases.filter((item) => item.schemaId !== null)
  const collapsed: Collapse[] = []
  for (const [schemaId, group] of groupBy(named, 'schema')) {
    const { pairs, referenceExact, candidateExact } = countPairs(group, reference, candidate)
    if (pairs >= COLLAPSE_EXAMPLES && referenceExact === pairs && candidateExact === 0) {
      collapsed.push({ schemaId, examples: pairs })
    }
  }
  return collapsed
}
