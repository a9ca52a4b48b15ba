import { printable, quoted } from '../../core/printable.ts'
import type { Fingerprint } from '../../records/fingerprint.ts'
import type { LatencyBaseline } from '../../records/latency-baseline.ts'
import { incomparable } from '../fingerprint.ts'

/** Template and scoring are not settings of the sample: an example with another prompt is not paired. */
const asFingerprint = ({ asked }: LatencyBaseline): Fingerprint => ({
  ...asked,
  template: '',
  templateSha256: '',
  reasoning: '',
  extractionVersion: 0,
  metricVersion: 0,
})

/** Why two samples may not be compared, a phrase for each reason; empty when they may. */
export function latencyObstacles(baseline: LatencyBaseline, run: LatencyBaseline): string[] {
  const reasons: string[] = []
  if (baseline.machine !== run.machine) {
    reasons.push(`machine ${quoted(baseline.machine, 60)} → ${quoted(run.machine, 60)}`)
  }
  // A label is what someone typed; of two processors under one label one is another machine.
  if (baseline.recorded.cpu !== run.recorded.cpu) {
    reasons.push(`CPU ${printable(baseline.recorded.cpu, 60)} → ${printable(run.recorded.cpu, 60)}`)
  }
  reasons.push(...incomparable(asFingerprint(baseline), asFingerprint(run)))
  return reasons
}
