import { listed, printable } from '../../core/printable.ts'
import type { EnergyRecord } from '../../records/energy.ts'
import {
  LATENCY_FIGURES,
  type LatencyRecord,
  type LatencySample,
  type LatencyVerdict,
} from '../../records/latency.ts'
import type { LatencyBaseline } from '../../records/latency-baseline.ts'
import type { LatencySettings } from '../../records/project-settings.ts'
import { whatChanged } from '../fingerprint.ts'
import type { GateRun, UpdateMode } from '../input.ts'
import { compareTimings } from './compare.ts'
import { sampleFigures } from './figures.ts'
import { latencyBaselineOf } from './from-run.ts'
import { judgeRatios, latencyName, latencyRatioText } from './judge.ts'
import { latencyObstacles } from './obstacles.ts'

/** The input of the latency gate. */
export interface LatencyInput {
  readonly run: Pick<GateRun, 'name' | 'model' | 'machine' | 'fingerprint' | 'coverage'>
  /** What the worker measured; undefined if it did not get that far. */
  readonly record: LatencyRecord | undefined
  /** The energy of that sample, for the baseline that is written. Absent: not measured. */
  readonly energy?: EnergyRecord | undefined
  /** Null if there is no file, an Error if it cannot be read. */
  readonly baseline: LatencyBaseline | null | Error
  /** The path of the baseline file in messages. */
  readonly baselinePath: string
  readonly update: UpdateMode
  readonly settings: LatencySettings
}

/** The decision, and the baseline to write; null to write none. */
export interface LatencyDecision {
  readonly verdict: LatencyVerdict
  readonly write: LatencyBaseline | null
}

const EXIT_CODES: Readonly<Partial<Record<LatencyVerdict['state'], 1 | 2>>> = { slower: 1, inconclusive: 2 }

/**
 * The latency gate. Pure. Without `fail` its exit code is always 0: on a shared machine, timing must not stop
 * a release.
 */
export function decideLatency(input: LatencyInput): LatencyDecision {
  const { run, record, baseline, update, settings } = input
  const { machine, margin, fail } = settings
  const path = printable(input.baselinePath, 300)
  const conclude = (
    verdict: Pick<LatencyVerdict, 'state' | 'reason'> & Partial<LatencyVerdict>,
    write: LatencyBaseline | null = null,
  ): LatencyDecision => ({
    verdict: {
      machine,
      margin,
      fail,
      baseline: null,
      sample: null,
      ratios: [],
      changed: [],
      notes: [],
      ...verdict,
      exitCode: fail ? (EXIT_CODES[verdict.state] ?? 0) : 0,
    },
    write,
  })

  const gap = notMeasured(input)
  if (gap !== null) return conclude({ state: 'not_gated', reason: `latency not gated: ${gap}` })
  if (machine === null || record === undefined || record.status !== 'measured') {
    return conclude({
      state: 'inconclusive',
      reason: printable(record?.reason ?? 'no sample was measured', 1000),
    })
  }

  const sample = sampleFigures(record.timings, record.warmUp)
  const next = latencyBaselineOf(run, machine, record, input.energy)
  const commit = `Latency baseline written to ${path} (${sample.examples} examples): commit it.`
  if (baseline instanceof Error) {
    const reason = baseline.message.replace(/^\[vitest-edgejson\] /, '').slice(0, 1_000)
    return conclude({ state: 'inconclusive', reason, sample })
  }
  if (baseline === null) {
    if (update !== 'none') {
      const reason = `no latency baseline of ${machine} yet: this run becomes it`
      return conclude({ state: 'new', reason, sample, notes: [commit] }, next)
    }
    return conclude({
      state: 'inconclusive',
      reason: `there is no latency baseline at ${path}, and CI never writes one`,
      sample,
      notes: [`Run once on ${machine} outside CI, or with -u, and commit ${path}.`],
    })
  }

  const known = {
    sample,
    baseline: { path: input.baselinePath, model: baseline.provenance.model },
    changed: whatChanged(baseline.provenance, next.provenance),
  }
  const obstacles = latencyObstacles(baseline, next)
  const ratios = obstacles.length === 0 ? compareTimings(baseline.timings, next.timings) : []
  const why =
    obstacles.length > 0
      ? `not comparable with the latency baseline: ${obstacles.join('; ')}`
      : ratios.some(({ judged }) => judged)
        ? null
        : `too few of ${record.timings.length} examples have times on both sides: an interval needs 6`
  if (update === 'all') {
    const moved = why ?? ratios.map(latencyRatioText).join(', ')
    return conclude(
      { ...known, state: 'accepted', reason: `accepted: ${moved}`, ratios, notes: [commit] },
      next,
    )
  }
  if (why !== null) {
    const wayOut =
      'If the change is meant, run Vitest with -u on this machine and commit the file; otherwise undo it.'
    return conclude({ ...known, state: 'inconclusive', reason: why, notes: [wayOut] })
  }
  const { state, reason } = judgeRatios(ratios, margin)
  const notes = [
    ...unpaired(baseline, next),
    ...oneSided(sampleFigures(baseline.timings, 0), sample),
    ...advice(state, fail),
  ]
  return conclude({ ...known, state, reason, ratios, notes })
}

function notMeasured({ run, record, settings }: LatencyInput): string | null {
  const { complete, reason } = run.coverage
  if (settings.machine === null) return 'this machine has no label (EDGEJSON_MACHINE, or latency.machine)'
  if (record?.status === 'skipped') return printable(record.reason ?? 'it was not measured', 300)
  if (!complete) return printable(reason ?? 'the run is incomplete', 300)
  return record === undefined ? 'no sample was measured' : null
}

/** Examples that only one sample has, or that have another prompt. */
function unpaired(baseline: LatencyBaseline, next: LatencyBaseline): string[] {
  const prompts = new Map(baseline.timings.map(({ id, prompt }) => [id, prompt]))
  const alone = next.timings.filter(({ id, prompt }) => prompts.get(id) !== prompt).map(({ id }) => id)
  if (alone.length === 0) return []
  return [
    `${alone.length} of ${next.timings.length} examples of the sample are not in the latency baseline, or have another ` +
      `prompt there, and are not compared: ${listed(alone)}.`,
  ]
}

/** A figure that only one side has is not compared, and a note says so. */
function oneSided(before: LatencySample, now: LatencySample): string[] {
  return LATENCY_FIGURES.filter((figure) => (before[figure] === null) !== (now[figure] === null)).map(
    (figure) =>
      `${latencyName(figure)} is not compared: ${now[figure] === null ? 'this run' : 'the baseline'} did not measure it.`,
  )
}

function advice(state: LatencyVerdict['state'], fail: boolean): string[] {
  if (state === 'slower') {
    return [
      ...(fail ? [] : ['A warning: latency.fail is false.']),
      'To accept the new times, run Vitest with -u on this machine and commit the file.',
    ]
  }
  return state === 'faster'
    ? ['To compare later runs with this one, run Vitest with -u on this machine and commit the file.']
    : []
}
