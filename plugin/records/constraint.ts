import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { count, nullable, text } from './schema.ts'

/** What a grammar allows: outputs that comply with the example's schema, or any JSON object or array. */
export type ConstraintMode = 'schema' | 'json'

/**
 * White space of constrained output. `spaced`: one space after `:` and `,` (Python's `json.dumps`). `compact`: none
 * (`JSON.stringify`). `any`: spaces and line breaks where JSON allows them.
 */
export type WhiteSpace = 'spaced' | 'compact' | 'any'

/** The constraint of one request. JSON-safe. */
export interface OutputConstraint {
  /** The example's JSON Schema; null: any JSON object or array. */
  readonly schema: unknown
  /** White space between the tokens of the JSON text. */
  readonly whiteSpace: WhiteSpace
}

/** A keyword of a schema that the grammar does not enforce, or enforces in part. */
export interface UnenforcedKeyword {
  /** Name of the schema. */
  readonly schema: string
  /** JSON pointer of the keyword within the schema, e.g. `#/properties/date/format`. */
  readonly path: string
  /** The keyword and, where a part is enforced, which. */
  readonly keyword: string
}

/** An expected value that the grammar does not accept: the example cannot become exact. */
export interface RefusedExpected {
  readonly id: string
  readonly schema: string | null
}

/** How many {@link RefusedExpected} a record names. */
export const MAX_NAMED_REFUSALS = 10

/** How the outputs of a run were constrained, and what that leaves out. In run metadata and reports. */
export interface ConstraintRecord {
  readonly mode: ConstraintMode
  /** What enforces it: `@mlc-ai/web-xgrammar`. */
  readonly library: string
  /** Its version; null where it is not known. */
  readonly version: string | null
  readonly whiteSpace: WhiteSpace
  /** Keys are generated in the order of the schema's `properties`. */
  readonly keyOrder: 'schema'
  /** Schemas that constrain examples of the run. */
  readonly schemas: number
  readonly unenforced: readonly UnenforcedKeyword[]
  /** Examples without a schema; any JSON object or array is accepted there. */
  readonly withoutSchema: number
  /** The dataset's expected values under the grammar. */
  readonly expected: {
    readonly checked: number
    /** Accepted only with its keys in the schema's order. */
    readonly reordered: number
    readonly refused: number
    /** The first {@link MAX_NAMED_REFUSALS} of them. */
    readonly firstRefused: readonly RefusedExpected[]
  }
}

/** Schema of {@link ConstraintRecord}. */
export const CONSTRAINT_RECORD: TUnsafe<ConstraintRecord> = typed<ConstraintRecord>()(
  Type.Object({
    mode: Type.Enum(['schema', 'json']),
    library: text,
    version: nullable(text),
    whiteSpace: Type.Enum(['spaced', 'compact', 'any']),
    keyOrder: Type.Literal('schema'),
    schemas: count,
    unenforced: Type.Array(Type.Object({ schema: text, path: text, keyword: text })),
    withoutSchema: count,
    expected: Type.Object({
      checked: count,
      reordered: count,
      refused: count,
      firstRefused: Type.Array(Type.Object({ id: text, schema: nullable(text) })),
    }),
  }),
)
