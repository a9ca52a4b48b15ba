/** Additional outputs of a run, next to `report.json` and `junit.xml`. */
export type ReportFormat = 'html' | 'markdown' | 'csv' | 'jsonl'

export const REPORT_FORMATS: readonly ReportFormat[] = ['html', 'markdown', 'csv', 'jsonl']

/** How the gate decides. */
export interface GateOptions {
  /** One-sided significance level of the paired test. Default 0.05. */
  readonly alpha?: number
  /** Smallest loss of JSONExact, in 0..1, that can be a regression. Default 0.02. */
  readonly minEffect?: number
  /** Tolerated engine errors in a valid run. Default 0. */
  readonly maxErrors?: number
  /** Let a significant loss of FieldF1 or of a slice (Holm) be a regression too. Default none. */
  readonly failOn?: readonly ('fieldF1' | 'slices')[]
}

/** The latency baseline of one machine: see docs/guide/latency.md. */
export interface LatencyOptions {
  /**
   * Label of the machine, part of the baseline's file name: letters, digits, `-` and `_`. `EDGEJSON_MACHINE` overrides it.
   * Default: none, and nothing is measured.
   */
  readonly machine?: string
  /** Examples that are run again, sequentially; at least 6, because fewer have no interval. Default 20. */
  readonly sample?: number
  /** Examples run before the sample, whose times are dropped. Default 2. */
  readonly warmUp?: number
  /** Relevant slowdown, as a fraction: 0.1 is 10 %. Default 0.1. */
  readonly margin?: number
  /** Whether `slower` fails the run (exit code 1) instead of a warning. Default false. */
  readonly fail?: boolean
}

/** Lowest scores that a set of examples may have, each from 0 to 1. */
export interface SliceThresholds {
  /** Share of the examples whose extracted value equals the expected one. Default: no threshold. */
  readonly jsonExact?: number
  /** Macro average of FieldF1. Default: no threshold. */
  readonly fieldF1?: number
  /** Share of the examples with a schema whose extracted value is valid against it. Default: no threshold. */
  readonly schemaCompliance?: number
}

/** Lowest scores of all examples, and by complexity, schema and source; highest latencies. */
export interface Thresholds extends SliceThresholds {
  /** By complexity, e.g. `{ complex: { jsonExact: 0.5 } }`. Default: none. */
  readonly complexity?: Readonly<Record<string, SliceThresholds>>
  /** By the name of the schema. Default: none. */
  readonly schema?: Readonly<Record<string, SliceThresholds>>
  /** By source, e.g. `{ note: { fieldF1: 0.6 } }`. Default: none. */
  readonly source?: Readonly<Record<string, SliceThresholds>>
  /** Highest percentiles in milliseconds; judged on live runs only. Default: none. */
  readonly latency?: { readonly p50?: number; readonly p90?: number; readonly p95?: number }
}
