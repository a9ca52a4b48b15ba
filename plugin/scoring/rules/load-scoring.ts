import { createHash } from 'node:crypto'
import { canonicalJson } from '../../core/json/canonical.ts'
import type { JsonValue } from '../../core/json/json.ts'
import { quoted } from '../../core/printable.ts'
import type { ScoringRecord } from '../../records/scoring-rules.ts'
import { SCORING_RULES } from '../json-exact.ts'
import { type CompiledRules, compileRules } from './compile-rules.ts'
import { loadMetric, type OwnMetric } from './own-metric.ts'
import type { Comparator } from './rule-tree.ts'
import { loadScoringModule, moduleFailed } from './scoring-module.ts'

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

/** Scoring rules and own metric, ready for use; null where the project has none. */
export interface LoadedScoring {
  readonly rules: CompiledRules | null
  readonly metric: OwnMetric | null
}

/**
 * Loads the comparator modules and the metric module of scoring, and compiles the rules. The modules run: never call it with
 * the scoring of a report from outside.
 *
 * @param root folder that module paths are relative to
 * @throws {EdgejsonError} `BAD_OPTION` for a module that cannot be loaded or a rule that cannot be used
 */
export async function loadScoring({ rules, metric }: ScoringRecord, root: string): Promise<LoadedScoring> {
  const comparators = new Map<string, Comparator>()
  for (const module of new Set(rules.flatMap(({ comparator }) => comparator ?? [])))
    comparators.set(module, await loadComparator(module, root))
  return {
    rules: rules.length === 0 ? null : await compileRules(rules, comparators),
    metric: metric === undefined ? null : await loadMetric(metric, root),
  }
}

async function loadComparator(module: string, root: string): Promise<Comparator> {
  const compare = await loadScoringModule(
    { kind: 'comparator', module, form: '(expected, received) => …' },
    root,
  )
  return (expected, received) => {
    const result = compare(expected, received)
    if (typeof result === 'boolean' || (typeof result === 'number' && result >= 0 && result <= 1))
      return result
    throw moduleFailed(
      'comparator',
      module,
      `returned ${quoted(result)}; it must return true, false, or a number from 0 to 1`,
    )
  }
}
