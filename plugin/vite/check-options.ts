import { EdgejsonError } from '../core/errors.ts'
import { isRecord } from '../core/json/json.ts'
import { jsonPath, type PathSegment } from '../core/json/path.ts'
import { quoted } from '../core/printable.ts'
import { type CheckWording, checker } from '../core/schema/checker.ts'
import type { EdgejsonOptions } from './options.ts'
import { OPTIONS } from './options-schema.ts'

const WORDING: CheckWording = { code: 'BAD_OPTION', noun: 'option' }
const check = checker(OPTIONS)

/** Names of engine options that are set elsewhere; under `engine` they would have no effect. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  model: 'set the option model instead',
  concurrency: 'set the option concurrency instead',
  root: 'the root of the Vitest config is taken',
}

/**
 * Validates the options of the config file, nested ones included.
 *
 * @throws {EdgejsonError} `BAD_OPTION` for an unknown option, with the nearest known name, or for a value
 * that violates its rule, with path, value and rule.
 */
export function checkOptions(options: unknown): EdgejsonOptions {
  if (isRecord(options) && isRecord(options.engine)) {
    for (const [name, wayOut] of Object.entries(ELSEWHERE)) {
      if (!Object.hasOwn(options.engine, name)) continue
      throw new EdgejsonError('BAD_OPTION', `option engine.${name} has no effect; ${wayOut}.`)
    }
  }
  const checked = check(options, WORDING)
  checkKeys(options, [])
  const { reasoning } = checked
  if (typeof reasoning === 'object' && reasoning.start === reasoning.end) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `option reasoning.end is ${quoted(reasoning.end)}, as reasoning.start is; the end of a block needs a text of its own.`,
    )
  }
  return checked
}

/** Vitest merges the settings of projects into one another, and a key `__proto__` would change all objects of its process. */
function checkKeys(value: unknown, path: readonly PathSegment[]): void {
  if (typeof value !== 'object' || value === null || path.length > DEEPEST) return
  if (Object.hasOwn(value, '__proto__')) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `option ${jsonPath(path).slice(2)} has the key "__proto__", which Vitest cannot pass on; rename or remove it.`,
    )
  }
  for (const [key, member] of Object.entries(value))
    checkKeys(member, [...path, Array.isArray(value) ? Number(key) : key])
}

/** Options that refer to themselves are not followed without end. */
const DEEPEST = 50
