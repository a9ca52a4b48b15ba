import type { LatencyState, LatencyVerdict } from '../../plugin/model/index.ts'

const TITLES: Readonly<Record<LatencyState, string>> = {
  slower: 'latency slower',
  suspect: 'latency suspect',
  stable: 'latency stable',
  faster: 'latency faster',
  new: 'new latency baseline',
  accepted: 'latency accepted',
  not_gated: 'latency not gated',
  invalid: 'latency not judged',
}

/** The decision in two or three words. */
export function latencyTitle({ state }: LatencyVerdict): string {
  return TITLES[state]
}

/** The reason, without what the title says. */
export function latencyReason({ reason }: LatencyVerdict): string {
  return reason.replace(/^(?:latency not gated|accepted):\s*/, '')
}

/** Whether a person must act, should look, or may go on. */
export function latencyTone({ state, exitCode }: LatencyVerdict): 'bad' | 'warn' | 'good' | 'neutral' {
  if (exitCode !== 0) return 'bad'
  if (state === 'slower' || state === 'suspect' || state === 'invalid') return 'warn'
  return state === 'stable' || state === 'faster' ? 'good' : 'neutral'
}
