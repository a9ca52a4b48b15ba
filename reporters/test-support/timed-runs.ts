import { decideLatency } from '../../plugin/gate/latency/decide.ts'
import type { LatencyRecord } from '../../plugin/records/latency.ts'
import type { LatencyBaseline } from '../../plugin/records/latency-baseline.ts'
import type { LatencySettings } from '../../plugin/records/project-settings.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import { collected, report } from './benchmark.ts'

const PATH = 'evals/test.edgejson.pi5-lab.latency.jsonl'
const SETTINGS: LatencySettings = { machine: 'pi5-lab', sample: 20, warmUp: 2, margin: 0.1, fail: false }

/** A sample of 20 whose times are `factor` times as long, the time to the first token apart. */
export function timedSample(factor: number): LatencyRecord {
  const timings = Array.from({ length: 20 }, (_, index) => {
    const decodeMs = factor * (400 + index)
    return {
      id: `ex-${index}`,
      prompt: `p${index}`,
      tokensIn: 90,
      tokensOut: 41,
      firstTokenMs: 100,
      decodeMs,
      totalMs: 100 + decodeMs,
    }
  })
  return { status: 'measured', reason: null, warmUp: 2, timings }
}

const EXAMPLES = 12

function baselineOf(record: LatencyRecord): LatencyBaseline {
  const run = report(collected({ examples: EXAMPLES }))
  const { write } = decideLatency({
    run,
    record,
    baseline: null,
    baselinePath: PATH,
    update: 'new',
    settings: SETTINGS,
  })
  if (write === null) throw new Error('a first sample becomes the baseline')
  return write
}

/** The report of a run whose sample took `factor` times as long as the baseline; null without a baseline. */
export function timedReport(factor: number | null, settings: Partial<LatencySettings> = {}): RunReport {
  const run = collected({ examples: EXAMPLES, meta: { latency: timedSample(factor ?? 1) } })
  const baseline = factor === null ? null : baselineOf(timedSample(1))
  return report(run, { latency: { settings: { ...SETTINGS, ...settings }, baseline, baselinePath: PATH } })
}
