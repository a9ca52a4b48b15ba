import { printable } from '../../plugin/core/printable.ts'
import { countWhere } from '../../plugin/records/case-sequence.ts'
import type { CollectedRun } from './collect.ts'

/** As CI systems set it; Vitest's update mode `none` says the same for those that do not. */
export function isCi({ CI }: Readonly<Record<string, string | undefined>>): boolean {
  return CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0'
}

/**
 * A shard judges nothing, but that its examples have no completion to score is known already. That the results of the
 * other shards are missing is no failure of this one.
 */
export function isBroken({ failures, missing, cases }: CollectedRun, maxErrors: number): boolean {
  return (
    failures.some((failure) => failure !== missing) ||
    countWhere(cases, ({ state }) => state === 'failed') > maxErrors
  )
}

export function shardLine({ meta, cases }: CollectedRun, index: number, count: number): string {
  return (
    ` EdgeJSON  ${printable(meta.dataset.path)}: ${cases.length} of ${meta.dataset.examples} examples, ` +
    `not gated: shard ${index}/${count} (merge the blobs of all shards with --merge-reports)`
  )
}
