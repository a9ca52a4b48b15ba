import { EdgejsonError } from '../../plugin/core/errors.ts'
import { isRecord } from '../../plugin/core/json/json.ts'
import { listed, printable, quoted } from '../../plugin/core/printable.ts'
import { type Check, count, optional, string } from '../../plugin/records/check.ts'

/** What a run's report cannot know of its model. */
export interface RunMeta {
  /** Examples that the model was tuned on. */
  readonly trainExamples?: number | undefined
  readonly loraRank?: number | undefined
  /** Models of one family differ in size only, or in the size of their training data only. */
  readonly family?: string | undefined
  /** Weights of the model; instead of what the engine says. */
  readonly parameters?: number | undefined
}

const FIELDS: readonly string[] = ['trainExamples', 'loraRank', 'family', 'parameters']

/**
 * What a meta file says, by run name or model name.
 *
 * @param source name of the file, for messages
 * @throws {EdgejsonError} `BAD_OPTION` for what is not such a file, a field that does not exist, or a value of the
 * wrong kind.
 */
export function readRunMeta(value: unknown, source: string): ReadonlyMap<string, RunMeta> {
  const at = printable(source, 300)
  if (!isRecord(value)) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `${at} must be a JSON object: {"run name": {"trainExamples": 629}}.`,
    )
  }
  return new Map(
    Object.entries(value).map(([name, entry]) => [name, metaEntry(entry, `${at}: ${quoted(name)}`)]),
  )
}

function metaEntry(value: unknown, at: string): RunMeta {
  if (!isRecord(value)) throw new EdgejsonError('BAD_OPTION', `${at} must be an object.`)
  const foreign = Object.keys(value).filter((key) => !FIELDS.includes(key))
  if (foreign.length > 0) {
    throw new EdgejsonError('BAD_OPTION', `${at} has ${listed(foreign)}; there are ${listed(FIELDS)}.`)
  }
  const field = <T>(key: keyof RunMeta, check: Check<T>): T =>
    check(Object.hasOwn(value, key) ? value[key] : undefined, `${at}.${key}`)
  return {
    trainExamples: field('trainExamples', optional(count)),
    loraRank: field('loraRank', optional(count)),
    family: field('family', optional(string)),
    parameters: field('parameters', optional(count)),
  }
}

/**
 * Fails where the meta file names a run that is not there, which is a slip of the pen that would silently empty a table.
 *
 * @throws {EdgejsonError} `BAD_OPTION`
 */
export function refuseUnknownRuns(
  meta: ReadonlyMap<string, RunMeta>,
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
