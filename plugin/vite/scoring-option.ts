import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../core/errors.ts'
import { PatternSet } from '../core/json/path-pattern.ts'
import { condensed, quoted } from '../core/printable.ts'
import type { ScoringOptions, ScoringRecord } from '../records/scoring-rules.ts'

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
  const modules: Record<string, string> = {}
  for (const module of named) modules[module] = hashOf('comparator', module, root, base)
  if (metric === undefined) return { rules, modules }
  modules[metric] ??= hashOf('metric', metric, root, base)
  return { rules, metric, modules }
}

function hashOf(kind: string, module: string, root: string, base: string): string {
  try {
    return createHash('sha256')
      .update(readFileSync(path.resolve(root, module)))
      .digest('hex')
  } catch (error) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `the ${kind} ${quoted(module)} cannot be read: ${condensed(errorMessage(error))}. Paths of modules of scoring are ` +
        `relative to ${base}.`,
    )
  }
}
