import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { defaultFunction } from '../../core/default-function.ts'
import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { isRecord } from '../../core/json/json.ts'
import { condensed, quoted } from '../../core/printable.ts'

/** A module of the user that takes part in scoring. */
export interface ScoringModule {
  /** What it is, for messages: `comparator`, `metric`. */
  readonly kind: string
  /** As the option names it, relative to the root. */
  readonly module: string
  /** The form of its default export, for messages. */
  readonly form: string
}

/**
 * The default export of a module, called with copies of its arguments: what it does to them must not end up in the report.
 * What it throws becomes an error that names the module.
 *
 * @throws {EdgejsonError} `BAD_OPTION` if it cannot be loaded or its default export is no function
 */
export async function loadScoringModule(
  { kind, module, form }: ScoringModule,
  root: string,
): Promise<(...given: readonly unknown[]) => unknown> {
  let loaded: unknown
  try {
    loaded = await import(pathToFileURL(path.resolve(root, module)).href)
  } catch (error) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `the ${kind} ${quoted(module)} cannot be loaded: ${condensed(errorMessage(error))}`,
      { cause: error },
    )
  }
  const exported: unknown = isRecord(loaded) ? loaded.default : undefined
  const call = defaultFunction(exported, { what: kind, module, form }) as (...given: unknown[]) => unknown
  return (...given) => {
    try {
      return call(...given.map((each) => structuredClone(each)))
    } catch (error) {
      throw moduleFailed(kind, module, `threw ${condensed(errorMessage(error))}`)
    }
  }
}

/** The infrastructure error of an output that a module could not score. */
export function moduleFailed(kind: string, module: string, what: string): EdgejsonError {
  return new EdgejsonError(
    'SCORING_MODULE_FAILED',
    `the ${kind} ${quoted(module)} ${what}. The output is not scored.`,
  )
}
