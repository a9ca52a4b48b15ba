import { printable, quoted } from '../../core/printable.ts'
import type { Fingerprint } from '../../records/fingerprint.ts'
import type { LatencyBaseline } from '../../records/latency-baseline.ts'
import { incomparable } from '../fingerprint.ts'

/** Template and scoring are not settings of the sample: examples with different prompts are not paired. */
const asFingerprint = ({ request }: LatencyBaseline): Fingerprint => ({
  ...request,
  template: '',
  templateSha256: '',
  reasoning: '',
  extractionVersion: 0,
  metricVersion: 0,
})

/** Why two samples are not comparable, a phrase for each reason; empty if they are. */
export function latencyObstacles(baseline: LatencyBaseline, run: LatencyBaseline): string[] {
  const reasons: string[] = []
  if (baseline.machine !== run.machine) {
    reasons.push(`machine ${quoted(baseline.machine, 60)} → ${quoted(run.machine, 60)}`)
  }
  // A label is typed by hand; a different CPU under the same label is another machine.
  if (baseline.provenance.cpu !== run.provenance.cpu) {
    reasons.push(`CPU ${printable(baseline.provenance.cpu, 60)} → ${printable(run.provenance.cpu, 60)}`)
  }
  reasons.push(...incomparable(asFingerprint(baseline), asFingerprint(run)))
  return reasons
}
