import { incomparable, templateChange } from '../../plugin/gate/fingerprint.ts'
import type { Fingerprint } from '../../plugin/records/run-report.ts'

export interface Comparability {
  /** Why the scores may never be compared: another extraction or other metrics. */
  readonly forbidden: readonly string[]
  /** What was asked in another way: template, token limit, stop criterion. */
  readonly settings: readonly string[]
}

/** Whether runs with these settings may be compared; both lists are empty when they may. */
export function comparability(reference: Fingerprint, candidate: Fingerprint): Comparability {
  const { extractionVersion, metricVersion } = candidate
  const template = templateChange(reference, candidate)
  return {
    forbidden: incomparable(reference, { ...reference, extractionVersion, metricVersion }),
    settings: [
      ...(template === null ? [] : [template]),
      ...incomparable({ ...reference, extractionVersion, metricVersion }, candidate),
    ],
  }
}
