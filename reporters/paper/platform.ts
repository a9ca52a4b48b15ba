import { printable } from '../../plugin/core/printable.ts'
import type { Percentiles } from '../../plugin/records/percentiles.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'

/** `pi5`; `pi5 (emulated on x86_64)` where no such machine ran. */
export function machineText({ machine }: Pick<RunReport, 'machine'>): string {
  const label = printable(machine.label, 60)
  const { emulatedOn } = machine
  return emulatedOn === undefined ? label : `${label} (emulated on ${printable(emulatedOn, 20)})`
}

/** `onnx`, `transformers.js, webgpu`. */
export function runtimeText({ model }: Pick<RunReport, 'model'>): string {
  return [model.engine, model.device].flatMap((part) => (part ? [printable(part, 40)] : [])).join(', ')
}

/** Times of a sequence. */
export interface SequenceTimes {
  readonly totalMs: Percentiles | null
  readonly firstTokenMs: Percentiles | null
  readonly msPerToken: Percentiles | null
  /** True: of the latency sample, one example at a time, whatever the concurrency of the run. */
  readonly alone: boolean
}

/** The times of the latency sample, which no other sequence lengthens, where it was measured; otherwise those of the run. */
export function sequenceTimes({
  latency,
  latencyGate,
}: Pick<RunReport, 'latency' | 'latencyGate'>): SequenceTimes {
  const sample = latencyGate?.sample ?? null
  return sample === null ? { ...latency, alone: latency.concurrency === 1 } : { ...sample, alone: true }
}

/** Wall-clock milliseconds of the run for each example; null where they were not measured. */
export function wallPerExample({ latency: { generation } }: Pick<RunReport, 'latency'>): number | null {
  return generation === null || generation.completions === 0
    ? null
    : generation.wallMs / generation.completions
}
