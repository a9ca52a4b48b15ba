import type { Analysis } from '../../analysis/index.ts'
import type { GroupComparison } from '../../compare/index.ts'

/** One committed state of a baseline. */
export interface HistoryPoint {
  /** What tells it from the others: a commit, a release, a date. */
  readonly label: string
  /** What was said of it, such as the commit's subject. */
  readonly note?: string
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
  /** What is missing from it, and why; plain sentences. */
  readonly warnings?: readonly string[]
}

export interface HtmlOptions {
  /** Of each report; default: that of the report alone. */
  readonly analyses?: readonly Analysis[]
  /** Runs of one dataset against one of them, as `compareGroups` makes it of the reports of the page. */
  readonly comparisons?: readonly GroupComparison[]
  readonly history?: readonly BaselineHistory[]
}
