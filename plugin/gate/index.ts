import type {
  BaselineState,
  CaseMeta,
  CaseRecord,
  ErrorClass,
  FieldF1Comparison,
  Fingerprint,
  FloorResult,
  GateOptions,
  Latency,
  PairedComparison,
  RunReport,
  Slice,
  SliceComparison,
  Thresholds,
  Verdict,
} from '../model/index.ts'
import type { Baseline, Recorded } from './baseline/baseline.ts'
import type { Interval, PairCounts } from './statistics/types.ts'

// Final signatures; the bodies move into the folders beside this file.
export * from './baseline/baseline.ts'
export * from './statistics/types.ts'

const pending = (name: string): never => {
  throw new Error(`plugin/gate: ${name} is not built yet`)
}

// ---------------------------------------------------------------- statistics
/** Wilson score interval of `hits` in `count`; null when `count` is 0. */
export const wilsonInterval = (_hits: number, _count: number, _confidence = 0.95): Interval | null =>
  pending('wilsonInterval')
/** Paired Newcombe interval (method 10) of candidate − reference; null without pairs. */
export const newcombePairedInterval = (_counts: PairCounts, _confidence = 0.95): Interval | null =>
  pending('newcombePairedInterval')
/** One-sided exact McNemar, mid-p. */
export const mcnemarMidP = (_lost: number, _won: number): { pWorse: number; pBetter: number } =>
  pending('mcnemarMidP')
/** Holm-adjusted p values, in the order given. */
export const holm = (_pValues: readonly number[]): number[] => pending('holm')
/** Percentile-bootstrap interval of a mean (of differences: the paired bootstrap); null without values. */
export const bootstrapMeanInterval = (_values: readonly number[], _confidence = 0.95): Interval | null =>
  pending('bootstrapMeanInterval')
export interface NonInferiority {
  /** The upper bound of the loss is below the margin. */
  readonly nonInferior: boolean
  readonly margin: number
  readonly alpha: number
  /** Reference − candidate, in 0..1; negative when the candidate is better. */
  readonly loss: number
  /** One-sided upper confidence bound of the loss at 1 − alpha. */
  readonly lossUpperBound: number
}
/** Is the candidate at most `margin` worse? Null without pairs. */
export const nonInferiority = (_counts: PairCounts, _margin: number, _alpha = 0.05): NonInferiority | null =>
  pending('nonInferiority')
/** The 2 × 2 counts of a comparison. */
export const pairCounts = (_comparison: PairedComparison): PairCounts => pending('pairCounts')

// ----------------------------------------------------------------- aggregate
export type SliceCase = Pick<CaseMeta, 'state' | 'scores'>
export type BreakdownCase = SliceCase & Pick<CaseRecord, 'complexity' | 'schemaId' | 'source'>
export type Dimension = 'complexity' | 'schema' | 'source'
/** Figures of a set of cases in the three modes. */
export const slice = (_cases: readonly SliceCase[]): Slice => pending('slice')
/** Slices by complexity, schema or source; null goes under `unknown`. The record has no prototype. */
export const breakdown = (
  _cases: readonly BreakdownCase[],
  _by: Dimension,
): Readonly<Record<string, Slice>> => pending('breakdown')
/** Misses by class, every class present. */
export const errorClassCounts = (_cases: readonly SliceCase[]): Readonly<Record<ErrorClass, number>> =>
  pending('errorClassCounts')
export const latencySummary = (
  _cases: readonly Pick<CaseMeta, 'completion'>[],
  _concurrency: number,
): Latency => pending('latencySummary')

// ------------------------------------------------------------------ baseline
/** `<folder of the dataset, or baselineDir>/<dataset stem>.<name>.baseline.jsonl`. Throws BAD_OPTION for a bad name. */
export const baselinePath = (_datasetFile: string, _name: string, _baselineDir?: string): string =>
  pending('baselinePath')
/** Null when the file does not exist; BAD_BASELINE with file:line when it is broken; IO when it cannot be read. */
export const readBaseline = (_file: string): Baseline | null => pending('readBaseline')
/** Writes atomically; `unchanged` when the file has these bytes already. Throws IO. */
export const writeBaseline = (_file: string, _baseline: Baseline): 'written' | 'unchanged' =>
  pending('writeBaseline')
/** The state of a complete run; `previous` passes its `first` on. */
export const baselineFromRun = (_run: GateRun, _previous?: Baseline | null): Baseline =>
  pending('baselineFromRun')
/** For the worker: what the baseline says of an example. Build once per module. */
export const baselineLookup = (_baseline: Baseline | null): ((id: string) => BaselineState) =>
  pending('baselineLookup')

// ------------------------------------------------------------------- compare
/** Why answers may not be compared; empty when they may. Use it in the worker before `baselineLookup`, too. */
export const incomparable = (_baseline: Fingerprint, _run: Fingerprint): string[] => pending('incomparable')
/** "dtype q8 → q4". */
export const whatChanged = (_baseline: Recorded, _run: Recorded): string[] => pending('whatChanged')
export const recordedOf = (_run: Pick<RunReport, 'model' | 'machine'>): Recorded => pending('recordedOf')
/** Pairs are the ids with a boolean on both sides; null when there is none. */
export const comparePaired = (
  _reference: ReadonlyMap<string, boolean | null>,
  _candidate: ReadonlyMap<string, boolean | null>,
  _options?: Pick<GateOptions, 'alpha' | 'minEffect'>,
): PairedComparison | null => pending('comparePaired')
export const compareFieldF1 = (
  _reference: ReadonlyMap<string, number | null>,
  _candidate: ReadonlyMap<string, number | null>,
): FieldF1Comparison | null => pending('compareFieldF1')
export const compareSlices = (
  _cases: readonly Pick<CaseRecord, 'id' | 'complexity' | 'schemaId' | 'source'>[],
  _reference: ReadonlyMap<string, boolean | null>,
  _candidate: ReadonlyMap<string, boolean | null>,
): SliceComparison[] => pending('compareSlices')

// ------------------------------------------------------- thresholds, verdict
export const judgeFloors = (
  _thresholds: Thresholds | undefined,
  _figures: Pick<RunReport, 'totals' | 'byComplexity' | 'bySchema' | 'latency'>,
): FloorResult[] => pending('judgeFloors')

/** What the gate reads of a run: a RunReport before it has a verdict. */
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
  | 'latency'
  | 'cases'
>
/** Vitest's snapshot update state: `all` is `-u`, `new` the default, `none` CI. */
export type UpdateMode = 'all' | 'new' | 'none'
export interface GateInput {
  readonly run: GateRun
  readonly baseline: Baseline | null
  /** As it should be printed; also where planBaseline says it is written. */
  readonly baselinePath: string
  readonly update: UpdateMode
  readonly options?: GateOptions
  readonly thresholds?: Thresholds
}
/** Decides; never writes, never throws on a run that is merely bad. */
export const decide = (_input: GateInput): Verdict => pending('decide')
/** A verdict for what happened outside `decide`: an unreadable baseline, an engine that never loaded. Exit code 2. */
export const invalidVerdict = (_reason: string, _notes?: readonly string[]): Verdict =>
  pending('invalidVerdict')
export interface BaselinePlan {
  /** What to pass to `writeBaseline`; null when nothing is to be written. */
  readonly write: Baseline | null
  /** What was accepted, the change since the last and the first baseline, warnings. Append to `verdict.notes`. */
  readonly lines: readonly string[]
}
export const planBaseline = (_input: GateInput, _verdict: Verdict): BaselinePlan => pending('planBaseline')
/** Exit code of several verdicts: the highest. */
export const worstExitCode = (_verdicts: readonly Pick<Verdict, 'exitCode'>[]): 0 | 1 | 2 =>
  pending('worstExitCode')
