import type { Baseline } from '../records/baseline.ts'
import type { BaselineOrigin } from '../records/baseline-source.ts'
import { DEFAULT_METRIC } from '../records/gate-metric.ts'
import type { RunReport } from '../records/run-report.ts'
import type { GateOptions, Thresholds } from '../records/settings.ts'
import { DEFAULT_RULE } from '../stats/decision-rule.ts'
import { DEFAULT_MARGIN } from '../stats/non-inferiority.ts'

/** Vitest's snapshot update state: `all` is `-u`, `new` the default, `none` CI. */
export type UpdateMode = 'all' | 'new' | 'none'

/** The input of the gate. */
export interface GateInput {
  readonly run: GateRun
  /** Null when there is no baseline file. */
  readonly baseline: Baseline | null
  /** The path of the baseline file, or of the report in its place, in messages. */
  readonly baselinePath: string
  /** Where the baseline was read; absent: the file itself, which may be written. */
  readonly origin?: BaselineOrigin | undefined
  readonly update: UpdateMode
  /** The path of the run's report in messages. Default `.edgejson/report.json`. */
  readonly reportPath?: string
  /** False if the option `gate` is false: nothing is compared, but thresholds are judged. Default true. */
  readonly gated?: boolean
  readonly options?: GateOptions
  readonly thresholds?: Thresholds
}

/** The part of a run that the gate reads: a RunReport without its verdict. */
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
  | 'bySlice'
  | 'latency'
  | 'cost'
  | 'cases'
  | 'texts'
>

/** The gate's options with their defaults. */
export interface GateRules extends Required<Omit<GateOptions, 'against'>> {
  /** The project that the run is tested against; null: it is compared with a baseline. */
  readonly against: string | null
}

/** Defaults of the gate's options. */
export const DEFAULT_GATE: GateRules = {
  metric: DEFAULT_METRIC,
  ...DEFAULT_RULE,
  maxErrors: 0,
  failOn: [],
  tracked: {},
  against: null,
  margin: DEFAULT_MARGIN,
}

/** The options with defaults for missing or undefined ones. */
export function gateOptions(options: GateOptions = {}): GateRules {
  return {
    metric: options.metric ?? DEFAULT_GATE.metric,
    alpha: options.alpha ?? DEFAULT_GATE.alpha,
    minEffect: options.minEffect ?? DEFAULT_GATE.minEffect,
    maxErrors: options.maxErrors ?? DEFAULT_GATE.maxErrors,
    failOn: options.failOn ?? DEFAULT_GATE.failOn,
    tracked: options.tracked ?? DEFAULT_GATE.tracked,
    against: options.against ?? DEFAULT_GATE.against,
    margin: options.margin ?? DEFAULT_GATE.margin,
  }
}
