import type {
  FieldF1Comparison,
  MeanComparison,
  PairedComparison,
  SliceComparison,
} from '../../plugin/records/comparison.ts'
import type { GateMetric } from '../../plugin/records/gate-metric.ts'
import type { ModelInfo } from '../../plugin/records/model-info.ts'
import type { Latency } from '../../plugin/records/run-latency.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import type { PrimaryOutcome } from '../../plugin/stats/decision-rule.ts'
import type { NonInferiority } from '../../plugin/stats/non-inferiority.ts'

/** A run with its name in a comparison. */
export interface NamedRun {
  /** No other run of the comparison has it. */
  readonly label: string
  /** The report of the run. */
  readonly report: RunReport
  /** Short name that sentences use. Default: `A`, `B`, … in the order given. */
  readonly key?: string
}

/** How runs are compared. */
export interface CompareOptions {
  /** Index of the run that the others are compared with. Default 0. */
  readonly reference?: number
  /** One-sided level of the gate's rule and of non-inferiority; two-sided level of ranks. Default 0.05. */
  readonly alpha?: number
  /**
   * The metric that is compared. Default: the one on which all runs were gated (`gate.metric`); where they differ, it has to be
   * chosen.
   */
  readonly metric?: GateMetric
  /** Smallest loss of the metric, in 0..1, that is called a regression. Default 0.02. */
  readonly minEffect?: number
  /** Largest loss of the metric, in 0..1, with which a run counts as non-inferior. Default: non-inferiority is not tested. */
  readonly margin?: number
  /** Compare runs with different template, token limit or stop criterion, with a warning. Default false. */
  readonly allowDifferentSettings?: boolean
}

/** The ranks that the tests leave open to a run, `[best, worst]`, 1 is the first. Runs without a significant difference overlap. */
export type RankRange = readonly [best: number, worst: number]

/** One run over the examples that all runs answered. Figures of the primary mode, fractions of 1. */
export interface ComparedRun {
  /** `A`, `B`, … in the order given, or what the caller calls it. */
  readonly key: string
  readonly label: string
  readonly model: ModelInfo
  readonly machine: string
  readonly createdAt: string
  readonly measured: Latency['measured']
  /** Examples of the dataset for which this run has no output with a value of the metric. */
  readonly unanswered: number
  /** The metric of the comparison, with its 95 % interval; null where it cannot be estimated. */
  readonly value: number
  readonly valueInterval: readonly [number, number] | null
  readonly exact: number
  /** Null where no example has an expected value. */
  readonly jsonExact: number | null
  readonly jsonExactInterval: readonly [number, number] | null
  readonly fieldF1: number | null
  readonly fieldF1Interval: readonly [number, number] | null
  /** Null where no example has a schema. */
  readonly schemaCompliance: number | null
  readonly rank: RankRange
  /** Keys of the runs from which no test tells it apart. */
  readonly tiedWith: readonly string[]
}

/** Two of the runs, candidate minus reference. */
export interface PairSummary {
  readonly reference: string
  readonly candidate: string
  /** Of the metric, or of JSONExact where that is a mean. */
  readonly lost: number
  readonly gained: number
  /** Of the metric. */
  readonly difference: number
  readonly differenceInterval: readonly [number, number]
  /** The metric, where it is a mean; absent for a rate. */
  readonly mean?: MeanComparison
  /** Two-sided mid-p: McNemar's test of a rate, the paired permutation test of a mean. */
  readonly p: number
  /** The same after Holm over all pairs of the comparison. */
  readonly pHolm: number
  /** `pHolm` is at most alpha. */
  readonly significant: boolean
}

/** The agreement of two runs. */
export interface Agreement {
  readonly pairs: number
  /** Answers with the same text, character by character; null where a report does not have the texts (option `texts`). */
  readonly sameText: number | null
  /** Both right or both not: exact, or compliant where schema compliance is compared. */
  readonly sameOutcome: number
  /** Cohen's kappa of exact or not; null where chance alone explains all agreement (both always right, or wrong). */
  readonly kappa: number | null
}

/** A slice of a pair with its tests in both directions. */
export interface PairSlice extends Omit<SliceComparison, 'pWorse' | 'pWorseHolm'> {
  /** Candidate minus reference. */
  readonly difference: number
  readonly differenceInterval: readonly [number, number]
  /** Two-sided McNemar mid-p. */
  readonly p: number
  /** After Holm over all slices of the pair. */
  readonly pHolm: number
}

/** Candidate's over reference's duration, paired by example. */
export interface DurationRatio {
  readonly pairs: number
  /** Medians in milliseconds. */
  readonly reference: number
  readonly candidate: number
  /** Geometric mean of the ratios; 0.5 is twice as fast. */
  readonly ratio: number
  /** 95 %, bootstrap of the mean of the logarithms. */
  readonly interval: readonly [number, number]
}

export type LatencyComparison =
  | {
      readonly compared: true
      readonly machine: string
      readonly concurrency: number
      /** Null where fewer than ten pairs were measured. */
      readonly totalMs: DurationRatio | null
      readonly firstTokenMs: DurationRatio | null
      readonly msPerToken: DurationRatio | null
    }
  | { readonly compared: false; readonly reason: string }

/** A candidate against the reference, in full. */
export interface PairComparison extends PairSummary {
  /** The metric, or JSONExact where that is a mean. */
  readonly paired: PairedComparison
  /** What the gate would say of the metric alone (one-sided, without Holm). */
  readonly outcome: PrimaryOutcome
  /** Null where no example has an expected value. */
  readonly fieldF1: FieldF1Comparison | null
  /** The project's own metric; absent where one of the runs has none. */
  readonly ownMetric?: FieldF1Comparison
  /** Null when no margin was given. */
  readonly nonInferiority: NonInferiority | null
  readonly agreement: Agreement
  readonly slices: readonly PairSlice[]
  readonly latency: LatencyComparison
  /** Differences that do not forbid the comparison: `dtype q8 → q4`. */
  readonly changed: readonly string[]
}

/** What `edgejson compare --json` writes. */
export interface ReportComparison {
  /** Tells this record from others. */
  readonly kind: 'edgejson-comparison'
  /** Version of the format. */
  readonly version: 1
  /** The dataset of all runs. */
  readonly dataset: { readonly name: string; readonly path: string; readonly sha256: string }
  /** Examples that every run answered: all figures are of these. */
  readonly examples: number
  /** Significance level. */
  readonly alpha: number
  /** The metric that is compared. */
  readonly metric: GateMetric
  /** Smallest loss of the metric, in 0..1, that is called a regression. */
  readonly minEffect: number
  /** Non-inferiority margin, in 0..1; null when none was given. */
  readonly margin: number | null
  /** Key of the reference. */
  readonly reference: string
  /** In the order given. */
  readonly runs: readonly ComparedRun[]
  /** The other runs against the reference. */
  readonly against: readonly PairComparison[]
  /** Every pair once; the earlier run is its reference. */
  readonly pairs: readonly PairSummary[]
  /** What differs between the runs and may explain their scores. */
  readonly warnings: readonly string[]
}
