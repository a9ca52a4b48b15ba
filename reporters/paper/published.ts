import { EdgejsonError } from '../../plugin/core/errors.ts'
import { isRecord } from '../../plugin/core/json/json.ts'
import { printable } from '../../plugin/core/printable.ts'
import {
  type Check,
  count,
  dictionary,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  string,
} from '../../plugin/records/check.ts'
import { ERROR_CLASSES, type ErrorClass } from '../../plugin/records/error-class.ts'
import type { HyperparameterValue } from './hyperparameters.ts'

/** Rates that someone published, as fractions of 1, by the official metric. */
export interface PublishedResult {
  readonly model: string
  /** As the name of the model says, not counted. */
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
  /** Shares of the misses, by our class of the same meaning. */
  readonly shares: Readonly<Partial<Record<ErrorClass, number>>>
}

export interface PublishedSpeed {
  readonly model: string
  readonly machine: string
  readonly tokensPerSecond: number
}

/** Figures that others published: they stand beside measured ones and are marked wherever they do. */
export interface Published {
  readonly kind: 'edgejson-published'
  readonly version: 1
  /** Whose figures they are. */
  readonly source: string
  /** Examples they were measured on. */
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

const result: Check<PublishedResult> = object<PublishedResult>({
  model: string,
  parameters: nullable(count),
  family: nullable(string),
  jsonExact: nullable(number),
  fieldF1: nullable(number),
  schemaCompliance: nullable(number),
  byComplexity: nullable(dictionary(number)),
})

const value: Check<HyperparameterValue> = (given, path) =>
  typeof given === 'number' ? number(given, path) : string(given, path)

const published: Check<Published> = object<Published>({
  kind: oneOf('edgejson-published'),
  version: oneOf(1),
  source: string,
  examples: count,
  notes: object<Published['notes']>({
    results: optional(string),
    byComplexity: optional(string),
    errors: optional(string),
  }),
  results: list(result),
  hyperparameters: list(
    object<Published['hyperparameters'][number]>({ model: string, values: dictionary(value) }),
  ),
  ablations: list(
    object<PublishedAblation>({ model: string, trainExamples: count, loraRank: count, jsonExact: number }),
  ),
  errors: list(object<PublishedErrors>({ model: string, shares: sharesByClass })),
  speed: list(object<PublishedSpeed>({ model: string, machine: string, tokensPerSecond: number })),
})

function sharesByClass(given: unknown, path: string): PublishedErrors['shares'] {
  const shares = dictionary(number)(given, path)
  for (const key of Object.keys(shares)) oneOf(...ERROR_CLASSES)(key, `a key of ${path}`)
  return shares
}

/**
 * Published figures, read from a value from outside.
 *
 * @param source name of the file, for messages
 * @throws {EdgejsonError} `BAD_OPTION` for another kind of file, `BAD_REPORT` for a wrong field, by its path.
 */
export function readPublished(given: unknown, source: string): Published {
  const at = printable(source, 300)
  if (!isRecord(given) || given.kind !== 'edgejson-published') {
    throw new EdgejsonError(
      'BAD_OPTION',
      `${at} holds no published figures: its "kind" must be "edgejson-published".`,
    )
  }
  return published(given, at)
}
