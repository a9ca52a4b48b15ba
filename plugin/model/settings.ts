/** What a run can leave beside `report.json` and `junit.xml`. */
export type ReportFormat = 'html' | 'markdown' | 'csv' | 'jsonl'

export const REPORT_FORMATS: readonly ReportFormat[] = ['html', 'markdown', 'csv', 'jsonl']

/** Option values shared by the plugin, the worker and the reporters. All JSON-safe. */
export interface GateOptions {
  /** One-sided significance level of the paired test. Default 0.05. */
  readonly alpha?: number
  /** Smallest loss of JSONExact, in 0..1, that can be a regression. Default 0.02. */
  readonly minEffect?: number
  /** Engine errors that a run may have and still be valid. Default 0. */
  readonly maxErrors?: number
  /** Let a significant loss of FieldF1 or of a slice (Holm) be a regression too. Default none. */
  readonly failOn?: readonly ('fieldF1' | 'slices')[]
}

/** Floors in 0..1 (rates) or milliseconds (latency ceilings). */
export interface SliceThresholds {
  readonly jsonExact?: number
  readonly fieldF1?: number
  readonly schemaCompliance?: number
}

/** Floors of the scores, of all examples and by complexity and schema, and ceilings of the latency. */
export interface Thresholds extends SliceThresholds {
  readonly complexity?: Readonly<Record<string, SliceThresholds>>
  readonly schema?: Readonly<Record<string, SliceThresholds>>
  /** Upper bounds in milliseconds; judged on live runs only. */
  readonly latency?: { readonly p50?: number; readonly p90?: number; readonly p95?: number }
}
