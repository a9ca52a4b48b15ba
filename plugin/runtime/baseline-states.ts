import { EdgejsonError } from '../core/errors.ts'
import { readBaseline } from '../gate/baseline/file.ts'
import { baselineLookup } from '../gate/baseline/lookup.ts'
import { incomparable } from '../gate/fingerprint.ts'
import type { Fingerprint } from '../records/run-report.ts'

/** What the baseline says of each example; null for all when there is none that may be compared with. */
export function baselineStates(file: string, fingerprint: Fingerprint): ReturnType<typeof baselineLookup> {
  try {
    const baseline = readBaseline(file)
    if (baseline === null || incomparable(baseline.fingerprint, fingerprint).length > 0) return () => null
    return baselineLookup(baseline)
  } catch (error) {
    // The gate reads the file again and makes the run invalid, in one place and with the reason; the marks of the
    // tests only do without it.
    if (error instanceof EdgejsonError) return () => null
    throw error
  }
}
