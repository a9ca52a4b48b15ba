import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { BASELINE_ORIGIN, type BaselineOrigin } from './baseline-source.ts'
import { GATE_METRICS, type GateMetric } from './gate-metric.ts'
import { boolean, count, nullable, number, pair, text } from './schema.ts'

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

/** Result of a paired comparison of a candidate with a reference on the same examples. */
export interface PairedComparison {
  /** Pairs compared. */
  readonly pairs: number
  readonly bothHit: number
  readonly bothMiss: number
  /** Hit by the reference, missed by the candidate. */
  readonly lost: readonly string[]
  /** Missed by the reference, hit by the candidate. */
  readonly gained: readonly string[]
  readonly referenceExact: number
  readonly candidateExact: number
  /** Candidate minus reference, in 0..1. */
  readonly difference: number
  /** 95 % interval of the difference (paired Newcombe). */
  readonly differenceInterval: readonly [number, number]
  /** One-sided exact McNemar, mid-p: chance of at least this loss if the models were equal. */
  readonly pWorse: number
  /** The mirror. */
  readonly pBetter: number
  /**
   * Minimum detectable effect: the smallest true loss that this many pairs detect with 80 % power, in 0..1;
   * null if there is none.
   */
  readonly detectableLoss: number | null
}

/** A secondary slice of the comparison with its Holm-adjusted p. */
export interface SliceComparison {
  readonly dimension: string
  readonly key: string
  readonly pairs: number
  readonly referenceExact: number
  readonly candidateExact: number
  readonly lost: number
  readonly gained: number
  readonly pWorse: number
  readonly pWorseHolm: number
  /** Named by `gate.tracked`: it never fails the run. */
  readonly tracked?: true
}

/** FieldF1 against the baseline by paired bootstrap. */
export interface FieldF1Comparison {
  readonly reference: number
  readonly candidate: number
  readonly difference: number
  readonly interval: readonly [number, number]
}

/** The mean of a metric with a number for each example against the baseline: the paired permutation test. */
export interface MeanComparison extends FieldF1Comparison {
  /** Examples with a value on both sides. */
  readonly pairs: number
  /** Examples whose value fell, and rose. */
  readonly fell: number
  readonly rose: number
  /** One-sided permutation test, mid-p: chance of at least this loss if the models were equal. */
  readonly pWorse: number
  /** The mirror. */
  readonly pBetter: number
  /** Minimum detectable effect in the unit of the metric; null where it cannot be estimated. */
  readonly detectableLoss: number | null
}

/** Whether a run is shown to be non-inferior within `margin` than the project that it is tested against. */
export interface NonInferiorityTest {
  /** True when the upper bound of the loss is below the margin. */
  readonly nonInferior: boolean
  readonly margin: number
  /** One-sided level of the bound. */
  readonly alpha: number
  /** Reference minus candidate; negative when the candidate is better. */
  readonly loss: number
  readonly lossUpperBound: number
}

/** Schema compliance against the baseline, over the examples whose schema is unchanged. */
export interface ComplianceComparison {
  /** Examples with a compliance result on both sides. */
  readonly pairs: number
  /** Compliant in the baseline. */
  readonly reference: number
  /** Compliant in this run. */
  readonly candidate: number
  readonly lost: number
  readonly gained: number
}

/** The examples of the run compared with those of the baseline. Ids are in code-unit order. */
export interface ExampleChanges {
  /** Comparable examples: same prompt, expected value and scoring rules. */
  readonly unchanged: number
  /** `parts` names what changed: `prompt`, `expected value`, `scoring rules`; `JSON Schema` where schema compliance decides. */
  readonly changed: readonly { readonly id: string; readonly parts: readonly string[] }[]
  readonly renamed: readonly { readonly from: string; readonly to: string }[]
  readonly removed: readonly string[]
  /** Not in the baseline. */
  readonly added: readonly string[]
  /** Unchanged examples with another JSON Schema: left out of the comparison of schema compliance. */
  readonly schemaChanged: readonly string[]
  /** The verdict over the unchanged examples alone; null if none has a result on both sides. */
  readonly verdict: 'regression' | 'suspect' | 'stable' | 'improved' | null
}

const SCORES = ['jsonExact', 'fieldF1', 'schemaCompliance'] as const
const LATENCIES = ['latencyP50', 'latencyP90', 'latencyP95'] as const
const BUDGETS = [
  'tokensInMean',
  'tokensInP95',
  'tokensInTotal',
  'tokensOutMean',
  'tokensOutP95',
  'tokensOutTotal',
  'costMean',
  'costP95',
  'costTotal',
] as const
/** The metrics for which a threshold can be set. */
export type ThresholdMetric = (typeof SCORES | typeof LATENCIES | typeof BUDGETS)[number]

/** A configured threshold and the measured figure. */
export interface ThresholdResult {
  readonly metric: ThresholdMetric
  /** The examples it applies to; null for all of them. */
  readonly slice: { readonly dimension: string; readonly key: string } | null
  /** Of `limit` and `actual`: `rate` a fraction of 1 shown in percent, `score` a mean in 0..1, `ms` milliseconds, `tokens`, `cost`. */
  readonly unit: 'rate' | 'score' | 'ms' | 'tokens' | 'cost'
  /** Of a cost. */
  readonly currency?: string
  readonly direction: 'at least' | 'at most'
  readonly limit: number
  /** Null if it was not measured; a threshold on a figure that was not measured is not met. */
  readonly actual: number | null
  readonly broken: boolean
  /**
   * Why it was not judged (a latency on a replayed run); absent if it was. Such a threshold does not fail.
   */
  readonly skipped?: string
  /** Why a budget could not be judged; absent if it was. The run is then inconclusive. */
  readonly unmeasured?: string
}

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
  /** The baseline of the comparison; null if there is none. */
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

const COMPARISON: TUnsafe<PairedComparison> = typed<PairedComparison>()(
  Type.Object(
    {
      pairs: count,
      bothHit: count,
      bothMiss: count,
      lost: Type.Array(text),
      gained: Type.Array(text),
      referenceExact: number,
      candidateExact: number,
      difference: number,
      differenceInterval: pair(number),
      pWorse: number,
      pBetter: number,
      detectableLoss: nullable(number),
    },
    { definition: 'pairedComparison', description: 'The run against its baseline on the same examples.' },
  ),
)

const MEAN: TUnsafe<MeanComparison> = typed<MeanComparison>()(
  Type.Object({
    reference: number,
    candidate: number,
    difference: number,
    interval: pair(number),
    pairs: count,
    fell: count,
    rose: count,
    pWorse: number,
    pBetter: number,
    detectableLoss: nullable(number),
  }),
)

const NON_INFERIORITY: TUnsafe<NonInferiorityTest> = typed<NonInferiorityTest>()(
  Type.Object({ nonInferior: boolean, margin: number, alpha: number, loss: number, lossUpperBound: number }),
)

const EXAMPLES: TUnsafe<ExampleChanges> = typed<ExampleChanges>()(
  Type.Object(
    {
      unchanged: count,
      changed: Type.Array(Type.Object({ id: text, parts: Type.Array(text) })),
      renamed: Type.Array(Type.Object({ from: text, to: text })),
      removed: Type.Array(text),
      added: Type.Array(text),
      schemaChanged: Type.Array(text),
      verdict: nullable(Type.Enum(['regression', 'suspect', 'stable', 'improved'])),
    },
    {
      definition: 'exampleChanges',
      description: 'The examples of the run compared with those of the baseline.',
    },
  ),
)

const SLICE_COMPARISON: TUnsafe<SliceComparison> = typed<SliceComparison>()(
  Type.Object({
    dimension: text,
    key: text,
    pairs: count,
    referenceExact: number,
    candidateExact: number,
    lost: count,
    gained: count,
    pWorse: number,
    pWorseHolm: number,
    tracked: Type.Optional(Type.Literal(true)),
  }),
)

const THRESHOLD: TUnsafe<ThresholdResult> = typed<ThresholdResult>()(
  Type.Object({
    metric: Type.Enum([...SCORES, ...LATENCIES, ...BUDGETS]),
    slice: nullable(Type.Object({ dimension: text, key: text })),
    unit: Type.Enum(['rate', 'score', 'ms', 'tokens', 'cost']),
    currency: Type.Optional(text),
    direction: Type.Enum(['at least', 'at most']),
    limit: number,
    actual: nullable(number),
    broken: boolean,
    skipped: Type.Optional(text),
    unmeasured: Type.Optional(text),
  }),
)

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
      comparison: nullable(COMPARISON),
      mean: Type.Optional(MEAN),
      nonInferiority: Type.Optional(NON_INFERIORITY),
      fieldF1: nullable(
        Type.Object({ reference: number, candidate: number, difference: number, interval: pair(number) }),
      ),
      compliance: nullable(
        Type.Object({ pairs: count, reference: count, candidate: count, lost: count, gained: count }),
      ),
      examples: nullable(EXAMPLES),
      slices: Type.Array(SLICE_COMPARISON),
      thresholds: Type.Array(THRESHOLD),
      changed: Type.Array(text),
      notes: Type.Array(text),
    },
    { definition: 'verdict', description: 'The decision of the gate.' },
  ),
)
