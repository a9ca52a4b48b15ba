import Type, { type TUnsafe } from 'typebox'
import { EdgejsonError } from '../core/errors.ts'
import { isRecord } from '../core/json/json.ts'
import { printable, quoted } from '../core/printable.ts'
import { type Checker, checker } from '../core/schema/checker.ts'
import { type JsonSchema, jsonSchema } from '../core/schema/definitions.ts'
import { typed } from '../core/schema/typed.ts'
import { boolean, count, nullable, number, pair, rate, text } from './schema.ts'

/** One variant minus another, paired by example. JSONExact in lenient mode, fractions of 1. */
export interface SwitchDifference {
  /** Name of the variant that is the reference of this difference. */
  readonly reference: string
  /** Exact in the reference only. */
  readonly lost: number
  /** Exact in this variant only. */
  readonly gained: number
  readonly difference: number
  /** 95 %, paired Newcombe. */
  readonly interval: readonly [number, number]
  /** Two-sided McNemar mid-p. */
  readonly p: number
  /** The same after Holm over all differences of the record. */
  readonly pHolm: number
  /** `pHolm` is at most alpha. */
  readonly significant: boolean
}

/** A variant against the reference of the record. */
export interface AgainstReference extends SwitchDifference {
  /** True when `lossUpperBound` is below the margin. */
  readonly nonInferior: boolean
  /** Upper confidence bound of the loss of JSONExact, one-sided at 1 − `nonInferiorityAlpha`; negative: better. */
  readonly lossUpperBound: number
}

/** A constrained variant against the free one of the same precision. */
export interface ConstraintEffect extends SwitchDifference {
  /** Examples that the free variant lost against the reference of the record; null where it is that reference. */
  readonly lostFree: number | null
  /** Those of them that the constrained variant has exact; null where `lostFree` is. */
  readonly recovered: number | null
}

/** The figures of a variant over all examples of the dataset. */
export interface VariantFigures {
  readonly exact: number
  /** Share of exact outputs. */
  readonly jsonExact: number
  /** Wilson, 95 %. */
  readonly jsonExactInterval: readonly [number, number]
  /** Share of outputs that comply with their schema; null where no example has one. */
  readonly schemaCompliance: number | null
  /** Completions that ended at the token limit. */
  readonly cutByLimit: number
  /** Output tokens per second of wall-clock time; null where it was not measured live in one run. */
  readonly tokensPerSecond: number | null
}

/** A precision of the weights with a constraint, or without one. */
export interface SwitchVariant {
  /** `q4`, `q4+schema`. */
  readonly name: string
  /** Precision of the weights; null where it is not known. */
  readonly dtype: string | null
  /** Constraint of the output: `schema`, `json`; null: free. */
  readonly constraint: string | null
  /** Id of the model and SHA-256 of its weights; null where they are not known. */
  readonly model: string | null
  readonly weightsSha256: string | null
  /** Size of the weights in bytes; null where it is not known. */
  readonly bytes: number | null
  /** Label of the machine and ISO time of the run; null where the variant was not measured. */
  readonly machine: string | null
  readonly createdAt: string | null
  /** Null where the variant was not measured. */
  readonly figures: VariantFigures | null
  /** Why there are no figures; null where there are. */
  readonly notMeasured: string | null
  /** Null for the reference, and where one of the two was not measured. */
  readonly against: AgainstReference | null
  /** Null for a free variant, and where one of the two was not measured. */
  readonly constraintEffect: ConstraintEffect | null
}

/** What `edgejson switches --json` writes: the variants of one model on one dataset. It holds no text of an example. */
export interface SwitchesRecord {
  /** Tells this record from others. */
  readonly kind: 'edgejson-switches'
  /** Version of the format. */
  readonly version: 1
  readonly tool: { readonly name: string; readonly version: string }
  readonly dataset: {
    readonly name: string
    readonly path: string
    readonly sha256: string
    readonly examples: number
  } | null
  /** Settings that all variants share; null where none was measured. */
  readonly settings: {
    readonly template: string
    readonly maxNewTokens: number
    readonly stop: string
  } | null
  /** Level of the two-sided tests after Holm. */
  readonly alpha: number
  /** Largest loss of JSONExact, in 0..1, with which a variant counts as non-inferior. */
  readonly margin: number
  /** One-sided level of each test of non-inferiority. */
  readonly nonInferiorityAlpha: number
  /** Name of the variant that the others are compared with; null where none was measured. */
  readonly reference: string | null
  /** Differences that Holm's correction is over. */
  readonly differences: number
  readonly variants: readonly SwitchVariant[]
  /** Sentences that follow from the figures. */
  readonly advice: readonly string[]
  readonly warnings: readonly string[]
}

const DIFFERENCE = {
  reference: text,
  lost: count,
  gained: count,
  difference: number,
  interval: pair(number),
  p: rate,
  pHolm: rate,
  significant: boolean,
}

const VARIANT: TUnsafe<SwitchVariant> = typed<SwitchVariant>()(
  Type.Object({
    name: text,
    dtype: nullable(text),
    constraint: nullable(text),
    model: nullable(text),
    weightsSha256: nullable(text),
    bytes: nullable(count),
    machine: nullable(text),
    createdAt: nullable(text),
    figures: nullable(
      Type.Object({
        exact: count,
        jsonExact: rate,
        jsonExactInterval: pair(rate),
        schemaCompliance: nullable(rate),
        cutByLimit: count,
        tokensPerSecond: nullable(number),
      }),
    ),
    notMeasured: nullable(text),
    against: nullable(Type.Object({ ...DIFFERENCE, nonInferior: boolean, lossUpperBound: number })),
    constraintEffect: nullable(
      Type.Object({ ...DIFFERENCE, lostFree: nullable(count), recovered: nullable(count) }),
    ),
  }),
)

/** Schema of {@link SwitchesRecord}. */
export const SWITCHES: TUnsafe<SwitchesRecord> = typed<SwitchesRecord>()(
  Type.Object({
    kind: Type.Literal('edgejson-switches'),
    version: Type.Literal(1),
    tool: Type.Object({ name: text, version: text }),
    dataset: nullable(Type.Object({ name: text, path: text, sha256: text, examples: count })),
    settings: nullable(Type.Object({ template: text, maxNewTokens: count, stop: text })),
    alpha: rate,
    margin: rate,
    nonInferiorityAlpha: rate,
    reference: nullable(text),
    differences: count,
    variants: Type.Array(VARIANT),
    advice: Type.Array(text),
    warnings: Type.Array(text),
  }),
)

const check: Checker<SwitchesRecord> = checker(SWITCHES)

/**
 * A value from outside as a SwitchesRecord. The value itself is returned, not a copy.
 *
 * @param source name of the file, for messages
 * @throws {EdgejsonError} `BAD_REPORT` for another kind of value, another version, or with path, value and rule of the first
 * fault.
 */
export function parseSwitchesRecord(value: unknown, source = 'the value'): SwitchesRecord {
  const file = printable(source)
  if (!isRecord(value) || value.kind !== 'edgejson-switches' || value.version !== 1) {
    const found = isRecord(value)
      ? `kind ${quoted(value.kind, 40)}, version ${quoted(value.version, 40)}`
      : 'no object'
    throw new EdgejsonError(
      'BAD_REPORT',
      `${file} is not a record of edgejson switches (${found}): its "kind" must be "edgejson-switches" and its "version" 1.`,
    )
  }
  return check(value, { code: 'BAD_REPORT', noun: 'field', of: ` of ${file}` })
}

/** The JSON Schema (draft-07) of the record, published as docs/schema/switches.v1.schema.json. */
export function switchesSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:vitest-edgejson:switches:1',
    title: 'Precisions and constraints of a model, version 1',
    description:
      'Variants of one model on one dataset, as edgejson switches --json writes them. Rates are fractions of 1; null means ' +
      '"not measured" or "not known", never 0.',
    ...jsonSchema(SWITCHES),
  }
}
