import { times } from '../../core/format.ts'
import { printable, quoted } from '../../core/printable.ts'
import {
  ENERGY_FIGURES,
  type EnergyFigure,
  type EnergyRatio,
  type EnergyRecord,
  type EnergyState,
  type EnergyVerdict,
} from '../../records/energy.ts'
import type { LatencyBaseline } from '../../records/latency-baseline.ts'
import type { EnergySettings } from '../../records/project-settings.ts'
import { pairedRatio } from './compare.ts'
import type { LatencyDecision, LatencyInput } from './decide.ts'
import { latencyBaselineOf } from './from-run.ts'
import { beyondMargin, ratioText } from './judge.ts'
import { latencyObstacles } from './obstacles.ts'

/** The input of the energy gate: what the worker measured, and the latency gate, whose baseline file has the energies too. */
export interface EnergyInput {
  /** Undefined if the worker did not get that far. */
  readonly record: EnergyRecord | undefined
  readonly settings: EnergySettings
  /** Null where the option `latency` is not set. */
  readonly latency: { readonly input: LatencyInput; readonly decision: LatencyDecision } | null
}

const EXIT_CODES: Readonly<Partial<Record<EnergyState, 1 | 2>>> = { more: 1, inconclusive: 2 }
const NAMES: Readonly<Record<EnergyFigure, string>> = { perToken: 'J/token', perExample: 'J/example' }

/** `J/token`, `J/example`. */
export function energyName(figure: EnergyFigure): string {
  return NAMES[figure]
}

/**
 * The energy gate. Pure. It compares gross joules, example by example, with those in the latency baseline of the machine. Without
 * `fail` its exit code is always 0.
 */
export function decideEnergy({ record, settings, latency }: EnergyInput): EnergyVerdict {
  const { margin, fail } = settings
  const conclude = (
    state: EnergyState,
    reason: string,
    ratios: readonly EnergyRatio[] = [],
    notes: readonly string[] = [],
  ): EnergyVerdict => ({
    state,
    reason: printable(reason, 1000),
    exitCode: fail ? (EXIT_CODES[state] ?? 0) : 0,
    margin,
    fail,
    ratios,
    notes,
  })
  const failed = latency === null ? null : latency.input.run.coverage
  if (record === undefined || record.status === 'skipped') {
    const reason = record?.reason ?? (failed?.complete === false ? failed.reason : null)
    return conclude('not_gated', reason ?? 'it was not measured')
  }
  if (record.status === 'failed') return conclude('inconclusive', record.reason ?? 'it was not measured')
  if (latency === null)
    return conclude('not_gated', 'measured; the option latency, which has the baseline, is not set')
  const { input, decision } = latency
  const { machine } = input.settings
  if (machine === null || input.record?.status !== 'measured') {
    return conclude('not_gated', 'measured; without a latency sample there is nothing to compare with')
  }
  const { baseline } = input
  if (decision.verdict.state === 'new')
    return conclude('new', 'the latency baseline has the energies of this run')
  if (baseline === null || baseline instanceof Error) return conclude('inconclusive', decision.verdict.reason)
  const next = latencyBaselineOf(input.run, machine, input.record, record)
  const obstacles = [...latencyObstacles(baseline, next), ...energyObstacles(baseline, next)]
  const ratios = obstacles.length === 0 ? compareEnergies(baseline, next) : []
  const why =
    obstacles.length > 0
      ? `not comparable with the latency baseline: ${obstacles.join('; ')}`
      : ratios.length > 0
        ? null
        : `too few of ${record.examples.length} examples have energies on both sides: an interval needs 6`
  if (decision.write !== null)
    return conclude('accepted', why ?? ratios.map(energyRatioText).join(', '), ratios)
  const accept =
    'To compare later runs with this one, run Vitest with -u on this machine and commit the file.'
  if (why !== null) return conclude('inconclusive', why, [], [accept])
  const { state, told } = beyondMargin(ratios, margin)
  const text = told.map(energyRatioText).join(', ')
  switch (state) {
    case 'above':
      return conclude('more', `${text}, beyond the margin of ${times(1 + margin)}`, ratios, [
        ...(fail ? [] : ['A warning: energy.fail is false.']),
        accept,
      ])
    case 'suspect':
      return conclude('suspect', `${text}, but the interval does not exclude ${times(1 + margin)}`, ratios)
    case 'below':
      return conclude('less', text, ratios, [accept])
    case 'within':
      return conclude('stable', `${text}, within the margin of ${times(1 + margin)}`, ratios)
  }
}

function energyObstacles({ energy: before }: LatencyBaseline, { energy: now }: LatencyBaseline): string[] {
  if (before === undefined || now === undefined) return ['it has no energies']
  if (before.probe !== now.probe) return [`probe ${quoted(before.probe, 60)} → ${quoted(now.probe, 60)}`]
  return before.scope === now.scope ? [] : [`scope ${quoted(before.scope, 80)} → ${quoted(now.scope, 80)}`]
}

/** Judged is the energy of a token, which does not depend on the length of the completion; that of an example without tokens. */
function compareEnergies(baseline: LatencyBaseline, next: LatencyBaseline): EnergyRatio[] {
  const now = new Map(next.timings.map((timing) => [timing.id, timing]))
  const compared = ENERGY_FIGURES.flatMap((figure) => {
    const pairs = baseline.timings.flatMap((before) => {
      const after = now.get(before.id)
      if (after?.prompt !== before.prompt) return []
      const [x, y] = [before, after].map(({ joules = 0, tokensOut }) =>
        figure === 'perExample' ? joules : joules / (tokensOut ?? 0),
      )
      // Without tokens the quotient is not finite; a counter that did not move has no ratio.
      return x !== undefined &&
        y !== undefined &&
        [x, y].every((value) => Number.isFinite(value) && value > 0)
        ? [[x, y] as const]
        : []
    })
    const ratio = pairedRatio(pairs)
    return ratio === null ? [] : [{ figure, pairs: pairs.length, ...ratio }]
  })
  const counted = compared.some(({ figure }) => figure === 'perToken')
  return compared.map((each) => ({ ...each, judged: each.figure === 'perToken' || !counted }))
}

/** `J/token ×1.31 (95 %: 1.28 to 1.36)`. */
function energyRatioText(ratio: EnergyRatio): string {
  return `${energyName(ratio.figure)} ${ratioText(ratio)}`
}
