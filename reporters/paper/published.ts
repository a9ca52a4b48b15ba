import Type, { type TUnsafe } from 'typebox'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { isRecord } from '../../plugin/core/json/json.ts'
import { printable } from '../../plugin/core/printable.ts'
import { type Checker, checker } from '../../plugin/core/schema/checker.ts'
import { typed } from '../../plugin/core/schema/typed.ts'
import { ERROR_CLASSES, type ErrorClass } from '../../plugin/records/error-class.ts'
import { count, dictionary, nullable, number, text } from '../../plugin/records/schema.ts'
import type { HyperparameterValue } from './hyperparameters.ts'

/** Published rates as fractions of 1, by the official metric. */
export interface PublishedResult {
  readonly model: string
  /** From the name of the model, not counted. */
  readonly parameters: number | null
  readonly family: string | null
  readonly jsonExact: number | null
  readonly fieldF1: number | null
  readonly schemaCompliance: number | null
  readonly byComplexity: Readonly<Record<string, number>> | null
}

export interface PublishedAblation {
  readonly model: string
  readonly trainExamples: number
  readonly loraRank: number
  readonly jsonExact: number
}

export interface PublishedErrors {
  readonly model: string
  /** Shares of the misses, by the error class of the same meaning. */
  readonly shares: Readonly<Partial<Record<ErrorClass, number>>>
}

export interface PublishedSpeed {
  readonly model: string
  readonly machine: string
  readonly tokensPerSecond: number
}

/** Published figures of others: they are shown next to measured ones and always marked. */
export interface Published {
  readonly kind: 'edgejson-published'
  readonly version: 1
  /** The source of the figures. */
  readonly source: string
  /** Examples on which they were measured. */
  readonly examples: number
  readonly notes: Readonly<Partial<Record<'results' | 'byComplexity' | 'errors', string>>>
  readonly results: readonly PublishedResult[]
  readonly hyperparameters: readonly {
    readonly model: string
    readonly values: Readonly<Record<string, HyperparameterValue>>
  }[]
  readonly ablations: readonly PublishedAblation[]
  readonly errors: readonly PublishedErrors[]
  readonly speed: readonly PublishedSpeed[]
}

const RESULT: TUnsafe<PublishedResult> = typed<PublishedResult>()(
  Type.Object({
    model: text,
    parameters: nullable(count),
    family: nullable(text),
    jsonExact: nullable(number),
    fieldF1: nullable(number),
    schemaCompliance: nullable(number),
    byComplexity: nullable(dictionary(number)),
  }),
)

const SHARES: TUnsafe<PublishedErrors['shares']> = Type.Unsafe<PublishedErrors['shares']>(
  Type.Object(Object.fromEntries(ERROR_CLASSES.map((name) => [name, Type.Optional(number)])), {
    additionalProperties: false,
  }),
)

const check: Checker<Published> = checker(
  typed<Published>()(
    Type.Object({
      kind: Type.Literal('edgejson-published'),
      version: Type.Literal(1),
      source: text,
      examples: count,
      notes: Type.Object({
        results: Type.Optional(text),
        byComplexity: Type.Optional(text),
        errors: Type.Optional(text),
      }),
      results: Type.Array(RESULT),
      hyperparameters: Type.Array(
        Type.Object({ model: text, values: dictionary(Type.Union([text, number])) }),
      ),
      ablations: Type.Array(
        Type.Object({ model: text, trainExamples: count, loraRank: count, jsonExact: number }),
      ),
      errors: Type.Array(Type.Object({ model: text, shares: SHARES })),
      speed: Type.Array(Type.Object({ model: text, machine: text, tokensPerSecond: number })),
    }),
  ),
)

/**
 * Published figures in a value from outside.
 *
 * @param source name of the file, for messages
 * @throws {EdgejsonError} `BAD_OPTION` for another kind of file, `BAD_REPORT` for a wrong field, by its path.
 */
export function parsePublished(given: unknown, source: string): Published {
  const at = printable(source, 300)
  if (!isRecord(given) || given.kind !== 'edgejson-published') {
    throw new EdgejsonError(
      'BAD_OPTION',
      `${at} has no published figures: its "kind" must be "edgejson-published".`,
    )
  }
  return check(given, { code: 'BAD_REPORT', noun: 'field', of: ` of ${at}` })
}
