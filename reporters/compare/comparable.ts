import { incomparable } from '../../plugin/gate/index.ts'
import type { Fingerprint } from '../../plugin/model/index.ts'

export interface Comparability {
  /** Why the answers may never be compared: another dataset, other metrics. */
  readonly forbidden: readonly string[]
  /** What was asked in another way: template, token limit, stop rule. */
  readonly settings: readonly string[]
}

/** Whether runs with these fingerprints may be compared; both lists are empty when they may. */
export function comparability(reference: Fingerprint, candidate: Fingerprint): Comparability {
  const { datasetSha256, extractionVersion, metricVersion } = candidate
  return {
    forbidden: incomparable(reference, { ...reference, datasetSha256, extractionVersion, metricVersion }),
    settings: incomparable({ ...reference, datasetSha256, extractionVersion, metricVersion }, candidate),
  }
}
