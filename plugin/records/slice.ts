import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { count, nullable, number, pair } from './schema.ts'

/** Rates of one scoring mode over a set of cases. Fractions of 1; null when nothing was scored (never 0). */
export interface ModeRates {
  /** Share of exact answers. */
  readonly jsonExact: number | null
  /** Wilson interval, 95 %. */
  readonly jsonExactInterval: readonly [number, number] | null
  /** Macro mean of FieldF1 over examples. */
  readonly fieldF1: number | null
  /** Bootstrap interval of the macro mean, 95 %. */
  readonly fieldF1Interval: readonly [number, number] | null
  /** FieldF1, micro average: examples with many fields weigh more. */
  readonly fieldF1Micro: number | null
  /** Macro means of precision and recall. */
  readonly precision: number | null
  readonly recall: number | null
  /** Share of outputs that comply with their schema, over the examples that have one. */
  readonly schemaCompliance: number | null
  readonly schemaComplianceInterval: readonly [number, number] | null
  /** Share of outputs in which a JSON value was found. */
  readonly parsed: number | null
}

/** The project's own metric over the scored outputs. */
export interface OwnMetricMean {
  /** Macro mean over examples, 0 to 1. */
  readonly mean: number
  /** Bootstrap interval of the mean, 95 %; null where there are too few examples. */
  readonly interval: readonly [number, number] | null
}

/** Figures of a set of cases: the whole run, or one complexity, schema or source. */
export interface Slice {
  /** Cases in the slice. */
  readonly examples: number
  /** Cases with output that was scored: the denominator of JSONExact and FieldF1. */
  readonly scored: number
  /** Cases without an expected value, whose output counts for schema compliance and JSON found alone; absent for none. */
  readonly complianceOnly?: number
  /** Cases without one: engine errors, time-outs, broken lines. */
  readonly failed: number
  /** Exact outputs in the mode `task` where there are scoring rules, else in `lenient`. */
  readonly exact: number
  /** Rates with strict extraction. */
  readonly strict: ModeRates
  /** Rates with lenient extraction. */
  readonly lenient: ModeRates
  /** Rates of the official harness. */
  readonly official: ModeRates
  /** Rates under the scoring rules of the project; absent where it has none. */
  readonly task?: ModeRates
  /** The project's own metric; absent where it has none, or where no output was scored. */
  readonly ownMetric?: OwnMetricMean
}

/** The rates that reports show first and the gate decides on: those under scoring rules, else the lenient ones. */
export function primaryRates(slice: Slice): ModeRates {
  return slice.task ?? slice.lenient
}

const MODE_RATES: TUnsafe<ModeRates> = typed<ModeRates>()(
  Type.Object(
    {
      jsonExact: nullable(number),
      jsonExactInterval: nullable(pair(number)),
      fieldF1: nullable(number),
      fieldF1Interval: nullable(pair(number)),
      fieldF1Micro: nullable(number),
      precision: nullable(number),
      recall: nullable(number),
      schemaCompliance: nullable(number),
      schemaComplianceInterval: nullable(pair(number)),
      parsed: nullable(number),
    },
    {
      definition: 'modeRates',
      description: 'Rates of one scoring mode; fractions of 1, null when nothing was scored.',
    },
  ),
)

export const SLICE: TUnsafe<Slice> = typed<Slice>()(
  Type.Object(
    {
      examples: count,
      scored: count,
      complianceOnly: Type.Optional(count),
      failed: count,
      exact: count,
      strict: MODE_RATES,
      lenient: MODE_RATES,
      official: MODE_RATES,
      task: Type.Optional(MODE_RATES),
      ownMetric: Type.Optional(Type.Object({ mean: number, interval: nullable(pair(number)) })),
    },
    { definition: 'slice', description: 'Figures of a set of cases.' },
  ),
)
