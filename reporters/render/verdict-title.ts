import type { Verdict, VerdictState } from '../../plugin/model/index.ts'

const TITLES: Readonly<Record<VerdictState, string>> = {
  regression: 'regression',
  suspect: 'suspect',
  stable: 'stable',
  improved: 'improved',
  invalid: 'invalid',
  new: 'new baseline',
  accepted: 'accepted',
  not_gated: 'not gated',
}

/** The decision in one or two words; a broken floor is the decision where the comparison is fine. */
export function verdictTitle({ state, exitCode }: Verdict): string {
  return exitCode === 1 && state !== 'regression' ? 'floor broken' : TITLES[state]
}

/** Whether a person must act, should look, or may go on. */
export function verdictTone({ state, exitCode }: Verdict): 'bad' | 'warn' | 'good' | 'neutral' {
  if (exitCode !== 0) return 'bad'
  if (state === 'suspect') return 'warn'
  return state === 'stable' || state === 'improved' ? 'good' : 'neutral'
}
