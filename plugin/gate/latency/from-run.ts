import { byCodeUnit } from '../../core/code-unit-order.ts'
import type { EnergyRecord } from '../../records/energy.ts'
import type { LatencyRecord, SampleTiming } from '../../records/latency.ts'
import { LATENCY_DIGITS, type LatencyBaseline } from '../../records/latency-baseline.ts'
import { provenanceOf } from '../baseline/from-run.ts'
import type { GateRun } from '../input.ts'

const SCALE = 10 ** LATENCY_DIGITS
const rounded = (ms: number): number => Math.round(ms * SCALE) / SCALE
const roundedOrNull = (ms: number | null): number | null => (ms === null ? null : rounded(ms))

const stored = (timing: SampleTiming, joules: number | undefined): SampleTiming => ({
  id: timing.id,
  prompt: timing.prompt,
  tokensIn: timing.tokensIn,
  tokensOut: timing.tokensOut,
  firstTokenMs: roundedOrNull(timing.firstTokenMs),
  decodeMs: roundedOrNull(timing.decodeMs),
  totalMs: rounded(timing.totalMs),
  ...(joules === undefined ? {} : { joules: rounded(joules) }),
})

/** The latency baseline of a run. It has no date, so the same times give the same file. */
export function latencyBaselineOf(
  run: Pick<GateRun, 'name' | 'model' | 'machine' | 'fingerprint'>,
  machine: string,
  record: LatencyRecord,
  energy?: EnergyRecord,
): LatencyBaseline {
  const measured = energy?.status === 'measured' && energy.scope !== null ? energy : null
  const joules = new Map(measured?.examples.map((each) => [each.id, each.joules]))
  const { maxNewTokens, stop } = run.fingerprint
  return {
    kind: 'edgejson-latency',
    version: 1,
    name: run.name,
    machine,
    request: { maxNewTokens, stop },
    provenance: provenanceOf(run),
    sample: { examples: record.timings.length, warmUp: record.warmUp },
    ...(measured === null ? {} : { energy: { probe: measured.probe, scope: measured.scope ?? '' } }),
    timings: record.timings
      .map((each) => stored(each, joules.get(each.id)))
      .sort((a, b) => byCodeUnit(a.id, b.id)),
  }
}
