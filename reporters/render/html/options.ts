import type {
  FieldF1Comparison,
  PairedComparison,
  RunReport,
  SliceComparison,
} from '../../../plugin/model/index.ts'

/** Two runs of the same dataset, compared pair by pair; `compareRuns` makes one. */
export interface RunComparison {
  /** Both must be among the reports of the page. */
  readonly reference: RunReport
  readonly candidate: RunReport
  /** Null when no example was answered by both. */
  readonly paired: PairedComparison | null
  readonly fieldF1: FieldF1Comparison | null
  readonly slices: readonly SliceComparison[]
  /** Why the answers may not be compared after all; empty when they may. */
  readonly incomparable: readonly string[]
  /** Differences that do not forbid the comparison: "dtype q8 → q4". */
  readonly changed: readonly string[]
}

/** One committed state of a baseline. */
export interface HistoryPoint {
  /** What tells it from the others: a commit, a release, a date. */
  readonly label: string
  readonly model: string
  /** Exact answers, and answers that were scored. */
  readonly exact: number
  readonly scored: number
  /** Fractions of 1; null when not recorded. */
  readonly fieldF1: number | null
  readonly schemaCompliance: number | null
}

/** The states of one baseline, the oldest first. */
export interface BaselineHistory {
  /** Which baseline: its file, or run name and dataset. */
  readonly title: string
  readonly points: readonly HistoryPoint[]
}

export interface HtmlOptions {
  readonly comparison?: RunComparison
  readonly history?: readonly BaselineHistory[]
}
