import { decideLatency } from '../../plugin/gate/latency/decide.ts'
import type { EnergyRecord } from '../../plugin/records/energy.ts'
import type { LatencyRecord } from '../../plugin/records/latency.ts'
import type { LatencyBaseline } from '../../plugin/records/latency-baseline.ts'
import type { EnergySettings, LatencySettings } from '../../plugin/records/project-settings.ts'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
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

/** Joules of that sample, `factor` times 3 J for each of 20 examples of a second. */
function sampleEnergy(factor: number): EnergyRecord {
  const examples = timedSample(1).timings.map(({ id, prompt, tokensOut }) => ({
    id,
    prompt,
    tokensOut,
    joules: 3 * factor,
    seconds: 1,
  }))
  return {
    status: 'measured',
    reason: null,
    probe: 'rapl',
    scope: '1 CPU package',
    idleSeconds: 30,
    idleWatts: 1.5,
    examples,
  }
}

function baselineOf(record: LatencyRecord, energy?: EnergyRecord): LatencyBaseline {
  const run = report(collected({ examples: EXAMPLES }))
  const { write } = decideLatency({
    run,
    record,
    energy,
    baseline: null,
    baselinePath: PATH,
    update: 'new',
    settings: SETTINGS,
  })
  if (write === null) throw new Error('a first sample becomes the baseline')
  return write
}

/** The report of a run whose sample took `factor` times as long as the baseline; null without a baseline. */
export function timedReport(factor: number | null, settings: Partial<LatencySettings> = {}): LoadedReport {
  const run = collected({ examples: EXAMPLES, meta: { latency: timedSample(factor ?? 1) } })
  const baseline = factor === null ? null : baselineOf(timedSample(1))
  return report(run, { latency: { settings: { ...SETTINGS, ...settings }, baseline, baselinePath: PATH } })
}

/** The same with the energy of the sample: `factor` times the joules of the baseline, in the same time. */
export function measuredReport(
  factor: number,
  change: Partial<EnergyRecord> = {},
  settings: Partial<EnergySettings> = {},
): LoadedReport {
  const latency = timedSample(1)
  const energy = { ...sampleEnergy(factor), ...change }
  const run = collected({
    examples: EXAMPLES,
    change: ({ line }) => ({ id: `ex-${line - 1}` }),
    meta: { latency, energy },
  })
  const baseline = baselineOf(latency, sampleEnergy(1))
  return report(run, {
    latency: { settings: SETTINGS, baseline, baselinePath: PATH },
    energy: { probe: 'rapl', idle: 30, margin: 0.1, fail: false, ...settings },
  })
}
