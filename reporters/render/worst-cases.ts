import type { CaseRecord } from '../../plugin/records/case.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import { primaryScores } from '../../plugin/records/scores.ts'

/** Examples to look at, the most important for the change first. */
export interface WorstCases {
  /** No output to score. */
  readonly failed: readonly CaseRecord[]
  /** Lost against the baseline: critical ones first, then the lowest FieldF1. */
  readonly lost: readonly CaseRecord[]
  /** Missed and not lost: the lowest FieldF1 first. */
  readonly missed: readonly CaseRecord[]
}

export function worstCases({ cases, verdict }: RunReport): WorstCases {
  const lostIds = new Set(verdict.comparison?.lost)
  const failed: CaseRecord[] = []
  const lost: CaseRecord[] = []
  const missed: CaseRecord[] = []
  for (const each of cases) {
    if (each.state === 'failed') failed.push(each)
    else if (lostIds.has(each.id)) lost.push(each)
    else if (each.state === 'missed') missed.push(each)
  }
  return {
    failed,
    lost: lost.sort((a, b) => Number(b.critical) - Number(a.critical) || byFieldF1(a, b)),
    missed: missed.sort(byFieldF1),
  }
}

function byFieldF1(a: CaseRecord, b: CaseRecord): number {
  return (primaryScores(a.scores)?.fieldF1 ?? 2) - (primaryScores(b.scores)?.fieldF1 ?? 2) || a.line - b.line
}
