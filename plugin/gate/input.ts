import type { Baseline } from '../records/baseline.ts'
import type { RunReport } from '../records/run-report.ts'
import type { GateOptions, Thresholds } from '../records/settings.ts'
import { DEFAULT_RULE } from '../stats/decision-rule.ts'

/** Vitest's snapshot update state: `all` is `-u`, `new` the default, `none` CI. */
export type UpdateMode = 'all' | 'new' | 'none'

/** All that the gate decides from. */
export interface GateInput {
  readonly run: GateRun
  /** Null when there is no baseline file. */
  readonly baseline: Baseline | null
  /** The baseline file, as messages should print it. */
  readonly baselinePath: string
  readonly update: UpdateMode
  /** The run's report, as messages should print it. Default `.edgejson/report.json`. */
  readonly reportPath?: string
  /** False where the option `gate` is false: nothing is compared; thresholds are judged. Default true. */
  readonly gated?: boolean
  readonly options?: GateOptions
  readonly thresholds?: Thresholds
}

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

/** The gate's options where the user sets none. */
export const DEFAULT_GATE: Required<GateOptions> = {
  ...DEFAULT_RULE,
  maxErrors: 0,
  failOn: [],
}

/** The options with the defaults in place of what is missing or undefined. */
export function gateOptions(options: GateOptions = {}): Required<GateOptions> {
  return {
    alpha: options.alpha ?? DEFAULT_GATE.alpha,
    minEffect: options.minEffect ?? DEFAULT_GATE.minEffect,
    maxErrors: options.maxErrors ?? DEFAULT_GATE.maxErrors,
    failOn: options.failOn ?? DEFAULT_GATE.failOn,
  }
}
