import { createHash } from 'node:crypto'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { canonicalJson } from '../../core/json/canonical.ts'
import { isRecord, type JsonValue } from '../../core/json/json.ts'
import { condensed, quoted } from '../../core/printable.ts'
import type { ScoringRecord } from '../../records/scoring-rules.ts'
import { SCORING_RULES } from '../json-exact.ts'
import { type CompiledRules, compileRules } from './compile-rules.ts'
import type { Comparator } from './rule-tree.ts'

/** What an example hash says of the scoring rules: all that decides what counts as right. */
export function rulesIdentity(scoring: ScoringRecord | null): JsonValue {
  if (scoring === null) return SCORING_RULES
  // Through JSON: rules of a config file may have members that are undefined.
  return JSON.parse(JSON.stringify({ equality: 'typed', ...scoring })) as JsonValue
}

/** The hash of scoring rules in a run's fingerprint: the first 16 hexadecimal digits of a SHA-256. */
export function rulesHash(scoring: ScoringRecord): string {
  return createHash('sha256')
    .update(canonicalJson(rulesIdentity(scoring)))
    .digest('hex')
    .slice(0, 16)
}

/**
 * Loads the comparator modules of scoring rules and compiles the rules. The modules run: never call it with the rules of a
 * report from outside.
 *
 * @param root folder that module paths are relative to
 * @throws {EdgejsonError} `BAD_OPTION` for a module that cannot be loaded or a rule that cannot be used
 */
export async function loadRules(scoring: ScoringRecord, root: string): Promise<CompiledRules> {
  const comparators = new Map<string, Comparator>()
  for (const module of Object.keys(scoring.modules))
    comparators.set(module, await loadComparator(module, root))
  return compileRules(scoring.rules, comparators)
}

async function loadComparator(module: string, root: string): Promise<Comparator> {
  let loaded: unknown
  try {
    loaded = await import(pathToFileURL(path.resolve(root, module)).href)
  } catch (error) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `the comparator ${quoted(module)} cannot be loaded: ${condensed(errorMessage(error))}`,
      { cause: error },
    )
  }
  const compare: unknown = isRecord(loaded) ? loaded.default : undefined
  if (typeof compare !== 'function')
    throw new EdgejsonError(
      'BAD_OPTION',
      `the comparator ${quoted(module)} exports ${typeof compare} as default; it must export a function: ` +
        'export default (expected, received) => …',
    )
  return (expected, received) => {
    let result: unknown
    try {
      // Copies: what the module does to them must not end up in the report.
      result = compare(structuredClone(expected), structuredClone(received))
    } catch (error) {
      throw failed(module, `threw ${condensed(errorMessage(error))}`)
    }
    if (typeof result === 'boolean' || (typeof result === 'number' && result >= 0 && result <= 1))
      return result
    throw failed(module, `returned ${quoted(result)}; it must return true, false, or a number from 0 to 1`)
  }
}

function failed(module: string, what: string): EdgejsonError {
  return new EdgejsonError(
    'COMPARATOR_FAILED',
    `the comparator ${quoted(module)} ${what}. The output is not scored.`,
  )
}
