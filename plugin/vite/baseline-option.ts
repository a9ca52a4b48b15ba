import path from 'node:path'
import { EdgejsonError } from '../core/errors.ts'
import { quoted } from '../core/printable.ts'
import type { BaselineSource } from '../records/baseline-source.ts'
import type { DatasetSettings } from '../records/project-settings.ts'

/**
 * The option `baseline`.
 *
 * @throws {EdgejsonError} `BAD_OPTION` for the report of several datasets, and for one that the run itself replaces: each run would
 * be compared with the last one, and a regression would count once.
 */
export function resolveBaseline(
  given: string | undefined,
  datasets: readonly DatasetSettings[],
  root: string,
): BaselineSource | null {
  if (given === undefined) return null
  if (given.startsWith('git:')) return { kind: 'git', ref: given.slice('git:'.length) }
  const file = path.resolve(root, given)
  if (datasets.length > 1) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `option baseline is the report ${quoted(given)}, but there are ${datasets.length} datasets, and a report has one; add a project ` +
        'with edgejson() for each dataset, or name a commit with git:REF.',
    )
  }
  if (datasets.some(({ outputDir }) => outputDir === path.dirname(file))) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `option baseline is ${quoted(given)}, a report that this run replaces; name a copy of it in another folder.`,
    )
  }
  return { kind: 'report', file }
}
