import type { BaselineEntry } from '../../records/baseline.ts'
import type { ComplianceComparison } from '../../records/comparison.ts'
import type { MatchedExamples } from '../baseline/match-examples.ts'

/**
 * Schema compliance before and after, over the unchanged examples whose schema is unchanged too; null if no
 * example has a compliance result on both sides.
 */
export function compareCompliance(
  { unchanged, schemaChanged }: MatchedExamples,
  candidate: ReadonlyMap<string, BaselineEntry>,
): ComplianceComparison | null {
  const leftOut = new Set(schemaChanged)
  const counts = { pairs: 0, reference: 0, candidate: 0, lost: 0, gained: 0 }
  for (const [id, { compliant: before }] of unchanged) {
    const after = candidate.get(id)?.compliant ?? null
    if (leftOut.has(id) || before === null || after === null) continue
    counts.pairs += 1
    if (before) counts.reference += 1
    if (after) counts.candidate += 1
    if (before && !after) counts.lost += 1
    if (after && !before) counts.gained += 1
  }
  return counts.pairs === 0 ? null : counts
}

/** `Schema compliance fell from 6 to 5 of 8 (1 lost, 0 gained)`. */
export function complianceMovement({
  pairs,
  reference,
  candidate,
  lost,
  gained,
}: ComplianceComparison): string {
  if (lost + gained === 0) return `schema compliance stays at ${candidate} of ${pairs}`
  const verb = candidate < reference ? 'fell' : candidate > reference ? 'rose' : 'stays'
  const from = verb === 'stays' ? 'at' : `from ${reference} to`
  return `schema compliance ${verb} ${from} ${candidate} of ${pairs} (${lost} lost, ${gained} gained)`
}
