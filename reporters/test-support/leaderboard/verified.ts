import type { RunReport } from '../../../plugin/records/run-report.ts'
import type { ReferenceDataset, Verification, VerifiedRun } from '../../leaderboard/types.ts'
import { verifySubmission } from '../../leaderboard/verify-submission.ts'
import type { Fate } from '../benchmark.ts'
import { rescore } from './submissions.ts'

/** Every n-th example has a wrong value. */
export const missing =
  (every: number): ((line: number) => Fate) =>
  (line: number): Fate =>
    line % every === 0 ? 'wrong_value' : 'exact'

/** What a board says of a report. */
export function verify(
  report: RunReport,
  reference: ReferenceDataset | null = null,
  file = `${report.model.id}.json`,
): Verification {
  return verifySubmission(file, report, { rescore, reference })
}

/** The run of a report that a board accepts. */
export function accepted(report: RunReport, file?: string): VerifiedRun {
  const outcome = verify(report, null, file)
  if (!outcome.ok) throw new Error(outcome.refusal.reason)
  return outcome.run
}
