import { plural } from '../../plugin/core/format.ts'
import type { RunMeta } from '../../plugin/records/run-meta.ts'
import type { Coverage } from '../../plugin/records/run-report.ts'

/** Tests without a record: not chosen, or never finished. */
export interface Unrecorded {
  skipped: number
  unfinished: number
}

/** The part of a dataset that a run was to cover: what a filter left, the first examples (`limit`), or all of it (null). */
export type Selection = 'filtered' | 'limited' | null

export interface CoverageInput {
  readonly meta: RunMeta
  /** The part of each module that told one; null for a module that holds the whole dataset. */
  readonly parts: readonly (readonly [number, number] | null)[]
  readonly ran: number
  readonly unrecorded: Unrecorded
  /** Something failed as a whole: then tests that did not run were not filtered out. */
  readonly failed: boolean
  readonly interrupted: boolean
}

/**
 * Which examples ran. `missing` says that results are missing although this was not chosen (a shard's blob, a test that
 * never finished): such a run is invalid, whereas one that was filtered or limited is not gated.
 */
export function coverageOf(input: CoverageInput): {
  coverage: Coverage
  missing: string | null
  selection: Selection
} {
  const { meta, ran, unrecorded, failed, interrupted } = input
  const planned = meta.dataset.examples
  const chosen: string[] = []
  const lacking: string[] = []

  if (meta.limit !== null) chosen.push(`limited to the first ${meta.limit}`)
  if (interrupted) chosen.push('interrupted')
  const absent = missingParts(input.parts)
  if (absent !== null) lacking.push(absent)
  if (!interrupted && unrecorded.skipped > 0) {
    if (failed) lacking.push(`${plural(unrecorded.skipped, 'example')} did not run`)
    else chosen.push('filtered')
  }
  if (!interrupted && unrecorded.unfinished > 0)
    lacking.push(`${plural(unrecorded.unfinished, 'example')} never finished`)
  if (chosen.length === 0 && lacking.length === 0 && ran < planned) {
    lacking.push(`${planned - ran} of ${planned} examples have no result`)
  }

  // The gate matches on the prefix of the reason.
  const reasons = [...lacking, ...chosen]
  return {
    coverage: {
      planned,
      ran,
      complete: reasons.length === 0,
      reason: reasons.length === 0 ? null : reasons.join('; '),
    },
    missing: lacking.length === 0 ? null : lacking.join('; '),
    selection:
      meta.filtered || chosen.includes('filtered') ? 'filtered' : meta.limit !== null ? 'limited' : null,
  }
}

/** `1 of 3 shards is missing`; null when every part is there. Vitest numbers shards in an order of its own. */
function missingParts(parts: CoverageInput['parts']): string | null {
  const present = new Set<number>()
  let count = 0
  for (const part of parts) {
    if (part === null) return null
    present.add(part[0])
    count = Math.max(count, part[1])
  }
  const absent = Array.from({ length: count }, (_, index) => index + 1).filter((index) => !present.has(index))
  if (absent.length === 0) return null
  return `${absent.length} of ${count} shards ${absent.length === 1 ? 'is' : 'are'} missing`
}
