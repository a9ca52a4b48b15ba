import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { BASELINE_ORIGIN, type BaselineOrigin } from './baseline-source.ts'
import {
  COMPLIANCE_COMPARISON,
  type ComplianceComparison,
  FIELD_F1_COMPARISON,
  type FieldF1Comparison,
  MEAN_COMPARISON,
  type MeanComparison,
  NON_INFERIORITY_TEST,
  type NonInferiorityTest,
  PAIRED_COMPARISON,
  type PairedComparison,
  SLICE_COMPARISON,
  type SliceComparison,
} from './comparison.ts'
import { EXAMPLE_CHANGES, type ExampleChanges } from './example-changes.ts'
import { GATE_METRICS, type GateMetric } from './gate-metric.ts'
import { count, nullable, number, text } from './schema.ts'
import { THRESHOLD_RESULT, type ThresholdResult } from './threshold-result.ts'

/**
 * The gate's decision.
 * `regression`, `suspect`, `stable`, `improved`, `inconclusive` as in docs/reference/verdicts.md; `new`: there was no baseline to
 * compare with and one was written (or may be); `not_gated`: the run does not cover the dataset. Against another project
 * (`gate.against`): `non_inferior`, and `not_shown` where that is not shown.
 */
export type VerdictState =
  | 'regression'
  | 'suspect'
  | 'stable'
  | 'improved'
  | 'inconclusive'
  | 'new'
  | 'accepted'
  | 'not_gated'
  | 'non_inferior'
  | 'not_shown'

export interface BaselineSummary {
  /** Of the baseline file, or of the report that it was read from. */
  readonly path: string
  /** Where it was read (the option `baseline`); absent: the baseline file itself. */
  readonly origin?: BaselineOrigin
  /** Model id recorded in the baseline. */
  readonly model: string
  readonly exact: number
  /** Outputs that comply with their schema, where no example of the baseline has an expected value; absent otherwise. */
  readonly compliant?: number
  readonly examples: number
}

/** The decision of the gate, with its figures. */
export interface Verdict {
  /** The decision. */
  readonly state: VerdictState
  /** One line with the numbers. */
  readonly reason: string
  /** Of the verdict and the thresholds alone; the exit code of the run is in its outcome. */
  readonly exitCode: 0 | 1 | 2
  /** True where the run itself is inconclusive, whatever it is compared with; absent otherwise. */
  readonly invalid?: true
  /** The metric that decides (`gate.metric`, or its default); absent: `jsonExact`. */
  readonly metric?: GateMetric
  /** Significance level of the test. */
  readonly alpha: number
  /** Smallest loss of the metric, in its unit, that can be a regression. */
  readonly minEffect: number
  /** The baseline of the comparison; null without one. */
  readonly baseline: BaselineSummary | null
  /** The metric that decides against the baseline, or JSONExact where that is a mean; null where the run was not compared. */
  readonly comparison: PairedComparison | null
  /** The metric that decides, where it is a mean; absent for a rate, or where the run was not compared. */
  readonly mean?: MeanComparison
  /** The test against another project (`gate.against`), in the unit of the metric; absent against a baseline. */
  readonly nonInferiority?: NonInferiorityTest
  /** FieldF1 against the baseline; null where the run was not compared. */
  readonly fieldF1: FieldF1Comparison | null
  /** Schema compliance against the baseline; null where no schema judged both. */
  readonly compliance: ComplianceComparison | null
  /** Null if the run was not compared with a baseline. */
  readonly examples: ExampleChanges | null
  /** Secondary comparisons by complexity, schema and source. */
  readonly slices: readonly SliceComparison[]
  /** The thresholds that are configured, with what was measured. */
  readonly thresholds: readonly ThresholdResult[]
  /** Differences in provenance, which do not forbid the comparison: "dtype q8 → q4". */
  readonly changed: readonly string[]
  /** Further lines: what was written, warnings, what to do. */
  readonly notes: readonly string[]
}

export const VERDICT: TUnsafe<Verdict> = typed<Verdict>()(
  Type.Object(
    {
      state: Type.Enum([
        'regression',
        'suspect',
        'stable',
        'improved',
        'inconclusive',
        'new',
        'accepted',
        'not_gated',
        'non_inferior',
        'not_shown',
      ]),
      reason: text,
      exitCode: Type.Enum([0, 1, 2]),
      invalid: Type.Optional(Type.Literal(true)),
      metric: Type.Optional(Type.Enum([...GATE_METRICS])),
      alpha: number,
      minEffect: number,
      baseline: nullable(
        Type.Object({
          path: text,
          origin: Type.Optional(BASELINE_ORIGIN),
          model: text,
          exact: count,
          compliant: Type.Optional(count),
          examples: count,
        }),
      ),
      comparison: nullable(PAIRED_COMPARISON),
      mean: Type.Optional(MEAN_COMPARISON),
      nonInferiority: Type.Optional(NON_INFERIORITY_TEST),
      fieldF1: nullable(FIELD_F1_COMPARISON),
      compliance: nullable(COMPLIANCE_COMPARISON),
      examples: nullable(EXAMPLE_CHANGES),
      slices: Type.Array(SLICE_COMPARISON),
      thresholds: Type.Array(THRESHOLD_RESULT),
      changed: Type.Array(text),
      notes: Type.Array(text),
    },
    { definition: 'verdict', description: 'The decision of the gate.' },
  ),
)
