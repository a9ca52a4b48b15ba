import type { Baseline } from '../../records/baseline.ts'
import type { BaselineState, CaseRecord } from '../../records/case.ts'
import { entryFinder } from './match-examples.ts'

/**
 * What a baseline says of an example: `hit`, `miss`, or `new` when it lacks the example as it is now or had no result
 * for it; always null without a baseline (or with one that may not be compared: pass null then).
 */
export function baselineLookup(
  baseline: Baseline | null,
): (example: Pick<CaseRecord, 'id' | 'line' | 'hash'>) => BaselineState {
  if (baseline === null) return () => null
  const find = entryFinder(baseline.entries)
  return (example) => {
    const exact = find(example)?.exact ?? null
    if (exact === null) return 'new'
    return exact ? 'hit' : 'miss'
  }
}
