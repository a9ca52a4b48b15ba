import Type from 'typebox'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { isRecord } from '../../plugin/core/json/json.ts'
import { listed, printable, quoted } from '../../plugin/core/printable.ts'
import { type Checker, checker } from '../../plugin/core/schema/checker.ts'
import { typed } from '../../plugin/core/schema/typed.ts'
import { count, text } from '../../plugin/records/schema.ts'

/** Facts about a run's model that its report does not contain. */
export interface RunAnnotations {
  /** Examples on which the model was tuned. */
  readonly trainExamples?: number
  readonly loraRank?: number
  /** Models of one family differ in size only, or in the size of their training data only. */
  readonly family?: string
  /** Number of parameters; replaces the number that the engine reports. */
  readonly parameters?: number
}

const check: Checker<RunAnnotations> = checker(
  typed<RunAnnotations>()(
    Type.Object(
      {
        trainExamples: Type.Optional(count),
        loraRank: Type.Optional(count),
        family: Type.Optional(text),
        parameters: Type.Optional(count),
      },
      { additionalProperties: false },
    ),
  ),
)

/**
 * The entries of a meta file, by run name or model name.
 *
 * @param source name of the file, for messages
 * @throws {EdgejsonError} `BAD_OPTION` for another kind of file, a field that does not exist, or a value of the wrong
 * type.
 */
export function parseRunAnnotations(value: unknown, source: string): ReadonlyMap<string, RunAnnotations> {
  const at = printable(source, 300)
  if (!isRecord(value)) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `${at} must be a JSON object: {"run name": {"trainExamples": 629}}.`,
    )
  }
  return new Map(
    Object.entries(value).map(([name, entry]) => [
      name,
      check(entry, { code: 'BAD_OPTION', noun: 'field', at: quoted(name), of: ` of ${at}` }),
    ]),
  )
}

/**
 * Fails where the meta file names a run that does not exist: with such a typing error, a table would be empty without a
 * message.
 *
 * @throws {EdgejsonError} `BAD_OPTION`
 */
export function refuseUnknownRuns(
  meta: ReadonlyMap<string, RunAnnotations>,
  names: readonly string[],
  source: string,
): void {
  const unknown = [...meta.keys()].filter((name) => !names.includes(name))
  if (unknown.length === 0) return
  throw new EdgejsonError(
    'BAD_OPTION',
    `${printable(source, 300)} names ${listed(unknown)}, which is no run; the runs are ${listed(names)}.`,
  )
}
