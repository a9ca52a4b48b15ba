import path from 'node:path'
import { EdgejsonError } from '../core/errors.ts'
import { quoted } from '../core/printable.ts'
import type { BaselineSource } from '../records/baseline-source.ts'
import type { ProjectSettings } from '../records/project-settings.ts'
import type { EdgejsonOptions } from './options.ts'

/**
 * The options `baseline` and `gate.against`.
 *
 * @throws {EdgejsonError} `BAD_OPTION` for the report of several datasets, for one that the run itself replaces (each run would
 * be compared with the last one, and a regression would count once), and for options that have no effect together.
 */
export function resolveBaseline(
  { baseline: given, gate, perExample = false }: EdgejsonOptions,
  { name, datasets, root }: Pick<ProjectSettings, 'name' | 'datasets' | 'root'>,
): BaselineSource | null {
  const { against, margin, failOn = [] } = gate || {}
  if (against !== undefined) {
    const refuse = (what: string): never => {
      throw new EdgejsonError('BAD_OPTION', `option gate.against is ${quoted(against)}; ${what}.`)
    }
    if (against === name) refuse('it must be the name of another project')
    if (given !== undefined) refuse('the option baseline then has no effect: leave one of them out')
    if (perExample) refuse('the option perExample needs a baseline: leave one of them out')
    if (failOn.includes('suspect'))
      refuse("'suspect' of gate.failOn needs a baseline: a loss that is not shown to be small fails anyway")
    return { kind: 'project', project: against }
  }
  if (margin !== undefined) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `option gate.margin is ${margin}, which has no effect without gate.against; name the project there.`,
    )
  }
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
