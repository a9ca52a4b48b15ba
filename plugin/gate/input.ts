import type { Baseline } from '../records/baseline.ts'
import type { GateOptions, Thresholds } from '../records/settings.ts'
import type { GateRun } from './gate-run.ts'

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
