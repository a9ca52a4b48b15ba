import { PatternSet } from '../core/json/path-pattern.ts'
import type { ScoringOptions, ScoringRecord } from '../records/scoring-rules.ts'
import { moduleHash } from './module-hash.ts'

/**
 * The option `scoring` with the hashes of its modules, relative to the root; null without rules and metric.
 *
 * @param base what module paths are relative to, for messages
 * @throws {EdgejsonError} `BAD_OPTION` for a path that cannot be read, or a module that cannot be read
 */
export function resolveScoring(
  options: ScoringOptions | undefined,
  root: string,
  base = 'the root of the Vitest config',
): ScoringRecord | null {
  const rules = options?.rules ?? []
  const metric = options?.metric
  if (rules.length === 0 && metric === undefined) return null
  new PatternSet(rules.map((rule) => rule.path))
  const named = [...new Set(rules.flatMap(({ comparator }) => comparator ?? []))]
  const rule = `Paths of modules of scoring are relative to ${base}.`
  const modules: Record<string, string> = {}
  for (const module of named) modules[module] = moduleHash('comparator', module, root, rule)
  if (metric === undefined) return { rules, modules }
  modules[metric] ??= moduleHash('metric', metric, root, rule)
  return { rules, metric, modules }
}
