import type { PairCounts } from '../../plugin/stats/types.ts'
import type { RunColumns } from './run-columns.ts'
import type { Agreement } from './types.ts'

type Outputs = Pick<RunColumns, 'outputs'>

/** The agreement of two runs on the compared examples. */
export function agreementOf(
  examples: number,
  reference: Outputs,
  candidate: Outputs,
  counts: PairCounts,
): Agreement {
  return {
    pairs: examples,
    sameText: sameTexts(reference, candidate),
    sameOutcome: counts.bothHit + counts.bothMiss,
    kappa: cohensKappa(counts),
  }
}

function sameTexts({ outputs: before }: Outputs, { outputs: now }: Outputs): number | null {
  if (before === null || now === null) return null
  return before.filter((output, at) => output !== null && output === now[at]).length
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
