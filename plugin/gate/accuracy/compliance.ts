import type { BaselineEntry } from '../../records/baseline.ts'
import type { ComplianceComparison } from '../../records/verdict.ts'
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
