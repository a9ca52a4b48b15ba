import { EdgejsonError } from '../../core/errors.ts'
import { quoted } from '../../core/printable.ts'
import type { OutputConstraint } from '../../records/constraint.ts'
import type { CompletionRequest } from '../../records/engine.ts'

/**
 * The constraint of a request, with what the engine needs for it; null for unconstrained output. Engine and request must both
 * have a constraint, or both have none: a mistake of the caller must not lead to unconstrained output.
 *
 * @param config of the engine; null where it was loaded without the option `constrain`
 * @throws {EdgejsonError} `ENGINE_FAILED` where the two disagree.
 */
export function agreedConstraint<Config>(
  config: Config | null,
  { id, constraint }: CompletionRequest,
): readonly [Config, OutputConstraint] | null {
  if (config !== null && constraint !== undefined) return [config, constraint]
  if (config === null && constraint === undefined) return null
  throw new EdgejsonError(
    'ENGINE_FAILED',
    config === null
      ? `the request ${quoted(id)} has a constraint, and the engine was loaded without the option constrain`
      : `the engine was loaded with the option constrain, and the request ${quoted(id)} has no constraint`,
  )
}
