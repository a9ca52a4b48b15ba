import { baselineLookup, incomparable, readBaseline } from '../gate/index.ts'
import { EdgejsonError, type Fingerprint } from '../model/index.ts'

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
