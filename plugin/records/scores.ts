import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { ERROR_CLASSES, type ErrorClass } from './error-class.ts'
import { boolean, count, nullable, number, text } from './schema.ts'

export { primaryScores } from './primary-scores.ts'

/** How the JSON value is extracted from the output text. Part of every metric. */
export type ScoringMode = 'strict' | 'lenient' | 'official'

export const SCORING_MODES: readonly ScoringMode[] = ['strict', 'lenient', 'official']

/** A mode of a report: `task` is lenient extraction under scoring rules, and exists where a project has some. */
export type ReportedMode = ScoringMode | 'task'

/** The modes of a report in their order, without or with scoring rules. */
export function reportedModes(scored: { readonly task?: unknown }): readonly ReportedMode[] {
  return scored.task === undefined ? SCORING_MODES : [...SCORING_MODES, 'task']
}

/** Version of the three extractions; a change makes old baselines incomparable. */
export const EXTRACTION_VERSION = 2
/** Version of JSONExact, FieldF1 and schema compliance; a change makes old baselines incomparable. */
export const METRIC_VERSION = 1

export interface FieldCounts {
  /** Received fields that are correct. */
  readonly correct: number
  readonly received: number
  readonly expected: number
}

/** Scores of one output in one mode. */
export interface Scores {
  /** A JSON value was found. */
  readonly parsed: boolean
  /** Equal to the expected value. */
  readonly jsonExact: boolean
  /** 0 to 1. Over leaves (`strict`, `lenient`) or top-level keys (`official`). */
  readonly fieldF1: number
  /** Right fields as a share of the received ones, 0 to 1. */
  readonly precision: number
  /** Right fields as a share of the expected ones, 0 to 1. */
  readonly recall: number
  /**
   * The counts of FieldF1: leaves, or top-level keys in `official`. Summed over examples they give the micro
   * F1.
   */
  readonly fields: FieldCounts
  /** Null without a schema. */
  readonly schemaCompliance: boolean | null
}

/** One difference between expected and received, at a leaf. */
export interface Difference {
  /** JSONPath, e.g. `$.items[0].price` or `$['odd key']`. */
  readonly path: string
  /** What differs. */
  readonly kind:
    | 'omission'
    | 'hallucination'
    | 'wrong_structure'
    | 'wrong_type'
    | 'wrong_value'
    | 'wrong_root'
  /** JSON text of the expected value, shortened to 200 characters; null when nothing was expected there. */
  readonly expected: string | null
  /** JSON text of the received value, shortened to 200 characters; null when nothing is there. */
  readonly received: string | null
}

/** All scores of one output. */
export interface ScoreCard {
  /** The whole text must be JSON. */
  readonly strict: Scores
  /** JSON in prose, a code fence or after reasoning counts. */
  readonly lenient: Scores
  /** As the official harness scores. */
  readonly official: Scores
  /** The lenient value under the scoring rules of the project; absent where it has none. Counts of fields are weights. */
  readonly task?: Scores
  /** What the project's own metric gave, 0 to 1; absent where it has none. */
  readonly ownMetric?: number
  /** Null exactly when the {@link primaryScores} are exact. */
  readonly errorClass: ErrorClass | null
  /** The first differences by path, at most 50. */
  readonly differences: readonly Difference[]
  /** How many differences there are in all. */
  readonly differenceCount: number
}

const SCORES: TUnsafe<Scores> = typed<Scores>()(
  Type.Object(
    {
      parsed: boolean,
      jsonExact: boolean,
      fieldF1: number,
      precision: number,
      recall: number,
      fields: Type.Object({ correct: number, received: number, expected: number }),
      schemaCompliance: nullable(boolean),
    },
    { definition: 'scores', description: 'Scores of one output in one mode.' },
  ),
)

const DIFFERENCE: TUnsafe<Difference> = typed<Difference>()(
  Type.Object(
    {
      path: text,
      kind: Type.Enum([
        'omission',
        'hallucination',
        'wrong_structure',
        'wrong_type',
        'wrong_value',
        'wrong_root',
      ]),
      expected: nullable(text),
      received: nullable(text),
    },
    { definition: 'difference', description: 'One difference between expected and received, at a leaf.' },
  ),
)

export const SCORE_CARD: TUnsafe<ScoreCard> = typed<ScoreCard>()(
  Type.Object(
    {
      strict: SCORES,
      lenient: SCORES,
      official: SCORES,
      task: Type.Optional(SCORES),
      ownMetric: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
      errorClass: nullable(Type.Enum([...ERROR_CLASSES])),
      differences: Type.Array(DIFFERENCE),
      differenceCount: count,
    },
    { definition: 'scoreCard', description: 'Everything scoring says about one output.' },
  ),
)
