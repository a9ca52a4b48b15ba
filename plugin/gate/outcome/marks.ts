import type { CaseMeta } from '../../records/case.ts'
import type { Mark, MarkOptions } from '../../records/outcome.ts'

/**
 * How the test of an example is marked.
 *
 * @param accepted the run was accepted with `-u`: as with snapshots, a lost example is then not a failure
 * @param tolerated whether an example without a completion to score is within `maxErrors`
 */
export function markOf(
  { state, baseline }: Pick<CaseMeta, 'state' | 'baseline'>,
  { misses, perExample }: Pick<MarkOptions, 'misses' | 'perExample'>,
  { accepted, tolerated }: { readonly accepted: boolean; readonly tolerated: boolean },
): Mark {
  if (state === 'failed') return tolerated ? 'skip' : 'error'
  if (state === 'passed') return 'pass'
  if (misses === 'fail' || (perExample && !accepted && baseline === 'hit')) return 'fail'
  return misses === 'pass' ? 'pass' : 'skip'
}
