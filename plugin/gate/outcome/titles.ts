import type { EnergyState, EnergyVerdict } from '../../records/energy.ts'
import type { LatencyState, LatencyVerdict } from '../../records/latency.ts'
import type { Outcome, OutcomeState } from '../../records/outcome.ts'
import type { VerdictState } from '../../records/verdict.ts'

/** Whether a reader must act, should look, or need not do anything. */
export type Tone = 'bad' | 'warn' | 'good' | 'neutral'

const VERDICTS: Readonly<Record<VerdictState, string>> = {
  regression: 'regression',
  suspect: 'suspect',
  stable: 'stable',
  improved: 'improved',
  inconclusive: 'inconclusive',
  new: 'new baseline',
  accepted: 'accepted',
  not_gated: 'not gated',
  non_inferior: 'non-inferior',
  not_shown: 'non-inferiority not shown',
}

const LATENCIES: Readonly<Record<LatencyState, string>> = {
  slower: 'latency slower',
  suspect: 'latency suspect',
  stable: 'latency stable',
  faster: 'latency faster',
  new: 'new latency baseline',
  accepted: 'latency accepted',
  not_gated: 'latency not gated',
  inconclusive: 'latency not judged',
}

const ENERGIES: Readonly<Record<EnergyState, string>> = {
  more: 'more energy',
  suspect: 'energy suspect',
  stable: 'energy stable',
  less: 'less energy',
  new: 'new energy baseline',
  accepted: 'energy accepted',
  not_gated: 'energy not gated',
  inconclusive: 'energy not judged',
}

const TONES: Readonly<Record<OutcomeState, Tone>> = {
  pass: 'good',
  warning: 'warn',
  fail: 'bad',
  inconclusive: 'bad',
  not_gated: 'neutral',
}

const EXITS: Readonly<Record<0 | 1 | 2, string>> = {
  0: 'exit code 0: the gate passes',
  1: 'exit code 1: the gate fails',
  2: 'exit code 2: inconclusive',
}

/** The verdict in one or two words. */
export function verdictTitle(state: VerdictState): string {
  return VERDICTS[state]
}

export function outcomeTone({ state }: Pick<Outcome, 'state'>): Tone {
  return TONES[state]
}

/** `exit code 1: the gate fails`. */
export function exitText({ exitCode, state }: Pick<Outcome, 'exitCode' | 'state'>): string {
  return state === 'not_gated' ? `exit code ${exitCode}: not gated` : EXITS[exitCode]
}

/** The decision on the latency in two or three words. */
export function latencyTitle({ state }: LatencyVerdict): string {
  return LATENCIES[state]
}

/** The reason without the words of the title. */
export function latencyReason({ reason }: LatencyVerdict): string {
  return reason.replace(/^(?:latency not gated|accepted):\s*/, '')
}

export function latencyTone({ state, exitCode }: LatencyVerdict): Tone {
  if (exitCode !== 0) return 'bad'
  if (state === 'slower' || state === 'suspect' || state === 'inconclusive') return 'warn'
  return state === 'stable' || state === 'faster' ? 'good' : 'neutral'
}

/** The decision on the energy in two or three words. */
export function energyTitle({ state }: EnergyVerdict): string {
  return ENERGIES[state]
}

export function energyTone({ state, exitCode }: EnergyVerdict): Tone {
  if (exitCode !== 0) return 'bad'
  if (state === 'more' || state === 'suspect' || state === 'inconclusive') return 'warn'
  return state === 'stable' || state === 'less' ? 'good' : 'neutral'
}
