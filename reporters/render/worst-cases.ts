import type { CaseRecord } from '../../plugin/records/case.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import { primaryScores } from '../../plugin/records/scores.ts'
import { BestItems, type BestOf } from './best-of.ts'

/** Examples to look at, the most important for the change first. */
export interface WorstCases {
  /** No output to score. */
  readonly failed: BestOf<CaseRecord>
  /** Lost against the baseline: critical ones first, then the lowest FieldF1. */
  readonly lost: BestOf<CaseRecord>
  /** Missed and not lost: the lowest FieldF1 first. */
  readonly missed: BestOf<CaseRecord>
}

/** @param most of each kind that is kept; all are counted */
export function worstCases({ cases, verdict }: RunReport, most: number): WorstCases {
  const lostIds = new Set(verdict.comparison?.lost)
  const failed = new BestItems<CaseRecord>(most)
  const lost = new BestItems<CaseRecord>(
    most,
    (a, b) => Number(b.critical) - Number(a.critical) || byFieldF1(a, b),
  )
  const missed = new BestItems(most, byFieldF1)
  for (const each of cases) {
    if (each.state === 'failed') failed.add(each)
    else if (lostIds.has(each.id)) lost.add(each)
    else if (each.state === 'missed') missed.add(each)
  }
  return { failed, lost, missed }
}

function byFieldF1(a: CaseRecord, b: CaseRecord): number {
  return (primaryScores(a.scores)?.fieldF1 ?? 2) - (primaryScores(b.scores)?.fieldF1 ?? 2) || a.line - b.line
}
