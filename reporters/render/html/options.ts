import type { Analysis } from '../../analysis/index.ts'
import type { GroupComparison } from '../../compare/index.ts'

/** One committed state of a baseline. */
export interface HistoryPoint {
  /** Identifies it: a commit, a release or a date. */
  readonly label: string
  /** A remark, such as the subject of the commit. */
  readonly note?: string
  /** Id of the model. */
  readonly model: string
  /** Exact completions. */
  readonly exact: number
  /** Completions that were scored. */
  readonly scored: number
  /** Fractions of 1; null when not recorded. */
  readonly fieldF1: number | null
  /** Fraction of 1; null when not recorded. */
  readonly schemaCompliance: number | null
}

/** The states of one baseline, the oldest first. */
export interface BaselineHistory {
  /** Which baseline: its file, or run name and dataset. */
  readonly title: string
  /** The states, the oldest first. */
  readonly points: readonly HistoryPoint[]
  /** What is missing, with the reason, in sentences. */
  readonly warnings?: readonly string[]
}

/** What the page shows in addition to the reports. */
export interface HtmlOptions {
  /** Analyses of the reports, in their order. Default: those of each report alone. */
  readonly analyses?: readonly Analysis[]
  /** Runs of one dataset against one of them, as `compareGroups` makes it of the reports of the page. Default: none. */
  readonly comparisons?: readonly GroupComparison[]
  /** Earlier versions of the baselines, for the line of their scores. Default: none. */
  readonly history?: readonly BaselineHistory[]
}
