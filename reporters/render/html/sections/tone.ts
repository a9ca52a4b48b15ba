import type { Verdict, VerdictState } from '../../../../plugin/model/index.ts'

/** How a verdict is read at a glance; the words say it as well. */
export type Tone = 'good' | 'warn' | 'bad' | 'plain'

const TITLES: Readonly<Record<VerdictState, string>> = {
  regression: 'Regression',
  suspect: 'Suspect drop',
  stable: 'Stable',
  improved: 'Improved',
  invalid: 'Invalid run',
  new: 'New baseline',
  accepted: 'Accepted',
  not_gated: 'Not gated',
}

export function verdictTitle({ state, exitCode }: Pick<Verdict, 'state' | 'exitCode'>): string {
  const title = TITLES[state]
  // A broken floor fails a run whose comparison is fine.
  return exitCode === 1 && state !== 'regression' ? `${title}, but below a floor` : title
}

export function verdictTone({ state, exitCode }: Pick<Verdict, 'state' | 'exitCode'>): Tone {
  if (exitCode !== 0) return 'bad'
  if (state === 'suspect') return 'warn'
  return state === 'not_gated' ? 'plain' : 'good'
}

export const TONE_MARKS: Readonly<Record<Tone, string>> = { good: '✓', warn: '!', bad: '✕', plain: '–' }

const EXITS: Readonly<Record<0 | 1 | 2, string>> = {
  0: 'exit code 0: the gate is open',
  1: 'exit code 1: the gate is shut',
  2: 'exit code 2: nothing could be judged',
}

export function exitText({ exitCode }: Pick<Verdict, 'exitCode'>): string {
  return EXITS[exitCode]
}
