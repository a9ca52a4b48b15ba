import type { RunReport } from '../../plugin/records/run-report.ts'
import { bootstrapMeanInterval } from '../../plugin/stats/bootstrap.ts'
import { median } from '../../plugin/stats/percentile.ts'
import type { DurationColumns, RunColumns } from './run-columns.ts'
import type { DurationRatio, LatencyComparison } from './types.ts'

/** Below this an interval of the ratio would promise more than it holds. */
const FEWEST_PAIRS = 10

interface Side extends Pick<RunColumns, 'durations'> {
  readonly key: string
  readonly report: Pick<RunReport, 'latency' | 'machine'>
}

/** Latency of two runs example by example, where both were measured alike; otherwise why it is not compared. */
export function compareLatency(reference: Side, candidate: Side): LatencyComparison {
  const reason = whyNot(reference, candidate)
  if (reason !== null) return { compared: false, reason }
  const ratio = (of: keyof DurationColumns): DurationRatio | null =>
    durationRatio(reference.durations[of], candidate.durations[of])
  return {
    compared: true,
    machine: reference.report.machine.label,
    concurrency: reference.report.latency.concurrency,
    totalMs: ratio('totalMs'),
    firstTokenMs: ratio('firstTokenMs'),
    msPerToken: ratio('msPerToken'),
  }
}

function whyNot(reference: Side, candidate: Side): string | null {
  for (const { key, report } of [reference, candidate]) {
    const { measured } = report.latency
    if (measured === 'replayed') return `${key} was replayed, so its times belong to another run`
    if (measured === 'mixed') return `a part of ${key} was replayed, so its times belong to two runs`
    if (measured === 'none') return `${key} has no times`
  }
  const [before, after] = [reference.report, candidate.report]
  if (before.machine.label !== after.machine.label) {
    return `different machines, ${before.machine.label} and ${after.machine.label}`
  }
  const [few, many] = [before.latency.concurrency, after.latency.concurrency]
  return few === many ? null : `different concurrency, ${few} and ${many}`
}

/** Zero, negative or non-finite durations count as not measured. */
const isDuration = (value: number | undefined): value is number =>
  value !== undefined && Number.isFinite(value) && value > 0

function durationRatio(reference: Float64Array, candidate: Float64Array): DurationRatio | null {
  const before: number[] = []
  const after: number[] = []
  for (const [at, old] of reference.entries()) {
    const now = candidate[at]
    if (!isDuration(old) || !isDuration(now)) continue
    before.push(old)
    after.push(now)
  }
  if (before.length < FEWEST_PAIRS) return null
  const logs = after.map((value, index) => Math.log(value) - Math.log(before[index] ?? value))
  const interval = bootstrapMeanInterval(logs)
  const [from, to] = [median(before), median(after)]
  if (interval === null || from === null || to === null) return null
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length
  return {
    pairs: logs.length,
    reference: from,
    candidate: to,
    ratio: Math.exp(mean),
    interval: [Math.exp(interval[0]), Math.exp(interval[1])],
  }
}
