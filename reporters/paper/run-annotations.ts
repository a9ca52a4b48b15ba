import Type from 'typebox'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { isRecord } from '../../plugin/core/json/json.ts'
import { listed, printable, quoted } from '../../plugin/core/printable.ts'
import { type Checker, checker } from '../../plugin/core/schema/checker.ts'
import { typed } from '../../plugin/core/schema/typed.ts'
import { count, text } from '../../plugin/records/schema.ts'

/** What a run's report cannot know of its model. */
export interface RunAnnotations {
  /** Examples that the model was tuned on. */
  readonly trainExamples?: number
  readonly loraRank?: number
  /** Models of one family differ in size only, or in the size of their training data only. */
  readonly family?: string
  /** Weights of the model; instead of what the engine says. */
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
 * What a meta file says, by run name or model name.
 *
 * @param source name of the file, for messages
 * @throws {EdgejsonError} `BAD_OPTION` for what is not such a file, a field that does not exist, or a value of the
 * wrong kind.
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
 * Fails where the meta file names a run that is not there, a typing error that would silently empty a table.
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
