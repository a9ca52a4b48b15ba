import type { RunReport } from '../records/run-report.ts'

/** What the gate reads of a run: a RunReport that has no verdict yet. */
export type GateRun = Pick<
  RunReport,
  | 'name'
  | 'model'
  | 'machine'
  | 'fingerprint'
  | 'dataset'
  | 'coverage'
  | 'totals'
  | 'byComplexity'
  | 'bySchema'
  | 'bySource'
  | 'latency'
  | 'cases'
>
