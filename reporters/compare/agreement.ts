import type { PairCounts } from '../../plugin/stats/types.ts'
import type { CasesById } from './common-cases.ts'
import type { Agreement } from './types.ts'

/** The agreement of two runs on these examples. */
export function agreementOf(
  ids: readonly string[],
  reference: CasesById,
  candidate: CasesById,
  counts: PairCounts,
): Agreement {
  const text = (run: CasesById, id: string): string | null => run.get(id)?.completion?.text ?? null
  const sameText = ids.filter((id) => {
    const output = text(reference, id)
    return output !== null && output === text(candidate, id)
  }).length
  return {
    pairs: ids.length,
    sameText,
    sameOutcome: counts.bothHit + counts.bothMiss,
    kappa: cohensKappa(counts),
  }
}

/**
 * Agreement on exact or not beyond what chance explains: 1 for equal outcomes, 0 for independent ones; null where
 * chance explains everything.
 * Source: Cohen, Educational and Psychological Measurement 20 (1960) 37–46.
 */
export function cohensKappa({ bothHit, lost, gained, bothMiss }: PairCounts): number | null {
  const pairs = bothHit + lost + gained + bothMiss
  const byChance = (bothHit + lost) * (bothHit + gained) + (gained + bothMiss) * (lost + bothMiss)
  if (byChance === pairs * pairs) return null
  return (pairs * (bothHit + bothMiss) - byChance) / (pairs * pairs - byChance)
}
