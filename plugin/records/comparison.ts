import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { boolean, count, nullable, number, pair, text } from './schema.ts'

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
   * null without one.
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

/** Whether a run is shown to be non-inferior, within `margin`, to the project that it is tested against. */
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

export const PAIRED_COMPARISON: TUnsafe<PairedComparison> = typed<PairedComparison>()(
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

export const MEAN_COMPARISON: TUnsafe<MeanComparison> = typed<MeanComparison>()(
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

export const NON_INFERIORITY_TEST: TUnsafe<NonInferiorityTest> = typed<NonInferiorityTest>()(
  Type.Object({ nonInferior: boolean, margin: number, alpha: number, loss: number, lossUpperBound: number }),
)

export const SLICE_COMPARISON: TUnsafe<SliceComparison> = typed<SliceComparison>()(
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

export const FIELD_F1_COMPARISON: TUnsafe<FieldF1Comparison> = typed<FieldF1Comparison>()(
  Type.Object({ reference: number, candidate: number, difference: number, interval: pair(number) }),
)

export const COMPLIANCE_COMPARISON: TUnsafe<ComplianceComparison> = typed<ComplianceComparison>()(
  Type.Object({ pairs: count, reference: count, candidate: count, lost: count, gained: count }),
)
