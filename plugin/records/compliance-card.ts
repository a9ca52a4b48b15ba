import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { ERROR_CLASSES, type ErrorClass } from './error-class.ts'
import { boolean, nullable, text } from './schema.ts'

/** What can be said of an output without an expected value, with one extraction. */
export interface ComplianceScores {
  /** A JSON value was found. */
  readonly parsed: boolean
  /** It is valid against the example's JSON Schema. */
  readonly schemaCompliance: boolean
}

/**
 * The result of an example without an expected value (compliance-only): JSON found, and schema compliance. Its `scores` are
 * null; JSONExact and FieldF1 do not exist for it.
 */
export interface ComplianceCard {
  /** The whole text must be JSON. */
  readonly strict: ComplianceScores
  /** JSON in prose, a code fence or after reasoning counts. */
  readonly lenient: ComplianceScores
  /** The official harness finds a JSON value; it has no schema compliance without an expected value. */
  readonly official: { readonly parsed: boolean }
  /** `truncated`, `no_json` or `invalid_json` where there is no JSON value; else null. */
  readonly errorClass: ErrorClass | null
  /** The first rules of the schema that the lenient value violates, at most 10. */
  readonly violations: readonly Violation[]
}

/** A rule of a schema that a value violates. Safe to print. */
export interface Violation {
  /** JSONPath of the value, e.g. `$.items[0].price`. */
  readonly path: string
  /** The rule that the value breaks. */
  readonly message: string
}

const SCORES: TUnsafe<ComplianceScores> = typed<ComplianceScores>()(
  Type.Object({ parsed: boolean, schemaCompliance: boolean }),
)

export const COMPLIANCE_CARD: TUnsafe<ComplianceCard> = typed<ComplianceCard>()(
  Type.Object(
    {
      strict: SCORES,
      lenient: SCORES,
      official: Type.Object({ parsed: boolean }),
      errorClass: nullable(Type.Enum([...ERROR_CLASSES])),
      violations: Type.Array(Type.Object({ path: text, message: text })),
    },
    { definition: 'complianceCard', description: 'The result of an example without an expected value.' },
  ),
)
