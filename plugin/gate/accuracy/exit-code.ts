import type { Verdict, VerdictState } from '../../records/verdict.ts'

/** 2 invalid or infrastructure; 1 a regression or a broken threshold; 0 fine. */
export function exitCodeOf(state: VerdictState, thresholds: Verdict['thresholds']): 0 | 1 | 2 {
  if (state === 'invalid') return 2
  return state === 'regression' || thresholds.some(({ broken }) => broken) ? 1 : 0
}

/** The exit code of several verdicts: the highest, because an invalid part leaves the whole undecided. */
export function worstExitCode(verdicts: readonly Pick<Verdict, 'exitCode'>[]): 0 | 1 | 2 {
  const codes = verdicts.map((verdict) => verdict.exitCode)
  if (codes.includes(2)) return 2
  return codes.includes(1) ? 1 : 0
}
