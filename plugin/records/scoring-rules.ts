import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { dictionary, text } from './schema.ts'

/** How the items of two lists are paired. */
export type ListRule = 'ordered' | 'unordered' | 'aligned' | 'set'

/** What is removed from a text before it is compared. */
export type TextNormalizer = 'trim' | 'whiteSpace' | 'case' | 'nfkc'

/** How an amount of money or a number is written as a text, named after its decimal and group separators. */
export type AmountFormat = 'point' | 'comma' | 'space' | 'apostrophe' | 'indian'

/**
 * What counts as right at the values that a path matches. Without a rule a value must be equal: type, value, order of
 * lists. docs/reference/scoring-rules.md has an example of each.
 */
export interface ScoringRule {
  /** A path as reports print it, with `*` for any key or index and `..` for any depth: `$.items[*].price`, `$..price`. */
  readonly path: string
  /**
   * `ordered`: by position. `unordered`: equal items in any order, each as a whole. `aligned`: the pairing with the fewest
   * wrong fields, in any order. `set`: like `unordered`, repeated items once. Default `ordered`.
   */
  readonly list?: ListRule
  /** With `aligned`: keys of the items; only items with equal values under all of them are paired. Default: none. */
  readonly by?: readonly string[]
  /** Largest distance from the expected number; with both, the larger one. `relative` is a fraction of it. Default 0. */
  readonly number?: { readonly absolute?: number; readonly relative?: number }
  /** Applied to both texts: `trim`, `whiteSpace` (runs become one space), `case`, `nfkc` (Unicode). Default: none. */
  readonly text?: readonly TextNormalizer[]
  /**
   * Formats in which a date may be written, the first that reads it counts: `iso`, `iso-datetime`, `basic`, `us`, `eu`,
   * `long`, or a pattern such as `dd.MM.yy`. Default: dates are texts.
   */
  readonly date?: readonly string[]
  /** Ways to write an amount: `point` (1,234.56), `comma`, `space`, `apostrophe`, `indian`. Default: amounts are texts. */
  readonly amount?: readonly AmountFormat[]
  /** Module whose default export compares the values, see `Comparator`. Default: none. */
  readonly comparator?: string
  /** Null is as if the field were missing, on both sides. Default false. */
  readonly nullIsMissing?: boolean
  /** The value counts nowhere. Default false. */
  readonly ignore?: boolean
  /** An output without the field is right; a wrong value in it is not. Default false. */
  readonly optional?: boolean
  /** An output in which the value is missing or wrong has FieldF1 0. Default false. */
  readonly required?: boolean
  /** Undoes what earlier rules allow here: type, value and order must be equal. Default false. */
  readonly exact?: boolean
  /** How often each leaf at the path and below counts in FieldF1, 0.001 to 1000; the nearest rule decides. Default 1. */
  readonly weight?: number
}

/** How outputs are scored in the mode `task`. */
export interface ScoringOptions {
  /** Rules by path; where several match a value, a later one overrides what it sets. Default none. */
  readonly rules?: readonly ScoringRule[]
  /** Module whose default export scores each output, see `OwnMetric`. Default: none. */
  readonly metric?: string
}

/** The scoring rules of a run, as they are hashed and reported. */
export interface ScoringRecord {
  /** As the option has them. */
  readonly rules: readonly ScoringRule[]
  /** The module of the own metric, as the option has it; absent where there is none. */
  readonly metric?: string
  /** SHA-256, hex, of the file of each comparator module and of the metric module, by the text that the option names. */
  readonly modules: Readonly<Record<string, string>>
}

const closed = { additionalProperties: false }
const flag = Type.Optional(Type.Boolean())
const atLeast0 = Type.Optional(Type.Number({ minimum: 0 }))

export const SCORING_RULE: TUnsafe<ScoringRule> = typed<ScoringRule>()(
  Type.Object(
    {
      path: text,
      list: Type.Optional(Type.Enum(['ordered', 'unordered', 'aligned', 'set'])),
      by: Type.Optional(Type.Array(text, { minItems: 1, rule: 'a list of keys of the items' })),
      number: Type.Optional(
        Type.Object(
          {
            absolute: atLeast0,
            // A larger one is a percentage by mistake, and would accept 0 for every number.
            relative: Type.Optional(
              Type.Number({
                minimum: 0,
                exclusiveMaximum: 1,
                rule: 'a fraction from 0 to below 1 (5 % is 0.05)',
              }),
            ),
          },
          {
            ...closed,
            minProperties: 1,
            rule: 'an object with absolute or relative, such as { absolute: 0.01 }',
          },
        ),
      ),
      text: Type.Optional(
        Type.Array(Type.Enum(['trim', 'whiteSpace', 'case', 'nfkc']), {
          minItems: 1,
          rule: "a list of 'trim', 'whiteSpace', 'case' and 'nfkc'",
        }),
      ),
      date: Type.Optional(
        Type.Array(text, { minItems: 1, rule: "a list of formats, such as ['iso', 'us']" }),
      ),
      amount: Type.Optional(
        Type.Array(Type.Enum(['point', 'comma', 'space', 'apostrophe', 'indian']), {
          minItems: 1,
          rule: "a list of 'point', 'comma', 'space', 'apostrophe' and 'indian'",
        }),
      ),
      comparator: Type.Optional(Type.String({ minLength: 1 })),
      nullIsMissing: flag,
      ignore: flag,
      optional: flag,
      required: flag,
      exact: flag,
      weight: Type.Optional(Type.Number({ minimum: 0.001, maximum: 1000 })),
    },
    {
      ...closed,
      definition: 'scoringRule',
      description: 'What counts as right at the values that a path matches.',
    },
  ),
)

export const SCORING_RECORD: TUnsafe<ScoringRecord> = typed<ScoringRecord>()(
  Type.Object(
    { rules: Type.Array(SCORING_RULE), metric: Type.Optional(text), modules: dictionary(text) },
    { definition: 'scoring', description: 'The scoring rules of the run.' },
  ),
)

/** The option `scoring`. */
export const SCORING_OPTIONS: TUnsafe<ScoringOptions> = typed<ScoringOptions>()(
  Type.Object(
    {
      rules: Type.Optional(Type.Array(SCORING_RULE)),
      metric: Type.Optional(Type.String({ minLength: 1 })),
    },
    closed,
  ),
)
