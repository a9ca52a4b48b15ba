import path from 'node:path'
import { EdgejsonError } from '../core/errors.ts'
import { quoted } from '../core/printable.ts'
import { sharedMap } from '../core/shared-map.ts'
import type { ProjectSettings } from '../records/project-settings.ts'

interface Claim {
  readonly project: string
  readonly what: string
}

const KEY = Symbol.for('vitest-edgejson.files')
/** Reports that projects are compared with, by project. */
const READERS = Symbol.for('vitest-edgejson.reports-read')

/**
 * Registers the folders and baselines that a project writes, for all projects of one Vitest.
 *
 * @param vitest the Vitest of the projects, which holds the registry
 * @throws {EdgejsonError} `BAD_OPTION` if another project, or another dataset of this one, writes to the same
 * path.
 */
export function claimFiles(vitest: object, settings: ProjectSettings): void {
  const claims = sharedMap<Claim>(vitest, KEY)
  // A config that is evaluated again replaces what the project had.
  for (const [file, { project }] of claims) if (project === settings.name) claims.delete(file)
  refuseReportOfRun(vitest, claims, settings)
  for (const [what, file] of writtenBy(settings)) {
    const key = keyOf(file)
    const other = claims.get(key)
    if (other === undefined) claims.set(key, { project: settings.name, what })
    else throw shared(file, other, { project: settings.name, what })
  }
}

/** A project would be compared with what another one of the same run wrote before or after it: chance decides which. */
function refuseReportOfRun(
  vitest: object,
  claims: ReadonlyMap<string, Claim>,
  settings: ProjectSettings,
): void {
  const readers = sharedMap<string>(vitest, READERS)
  readers.delete(settings.name)
  if (settings.baseline?.kind === 'report') readers.set(settings.name, settings.baseline.file)
  for (const [reader, file] of readers) {
    const folder = keyOf(path.dirname(file))
    const owner =
      reader === settings.name
        ? claims.get(folder)?.project
        : [...writtenBy(settings)].some(([, written]) => keyOf(written) === folder)
          ? settings.name
          : undefined
    if (owner === undefined || owner === reader) continue
    throw new EdgejsonError(
      'BAD_OPTION',
      `option baseline of the project ${quoted(reader)} is ${quoted(file)}, which the project ${quoted(owner)} of the same run replaces. ` +
        'Name a copy of the report, or run one of the projects (--project).',
    )
  }
}

/** On Windows and macOS, names that differ only in case are the same file. */
function keyOf(file: string): string {
  return file.normalize('NFC').toLowerCase()
}

function* writtenBy(settings: ProjectSettings): Generator<readonly [what: string, file: string]> {
  const folders = new Set([settings.outputDir, ...settings.datasets.map(({ outputDir }) => outputDir)])
  for (const folder of folders) yield ['reports', folder]
  for (const { baselineFile, latencyFile } of settings.datasets) {
    yield ['baseline', baselineFile]
    if (latencyFile !== null) yield ['latency baseline', latencyFile]
  }
}

function shared(file: string, one: Claim, other: Claim): EdgejsonError {
  const projects =
    one.project === other.project
      ? `two datasets of the project ${quoted(one.project)}`
      : `the projects ${quoted(one.project)} and ${quoted(other.project)}`
  const what = one.what === other.what ? other.what : `${one.what} and ${other.what}`
  return new EdgejsonError(
    'BAD_OPTION',
    `${projects} would write their ${what} to the same place, ${quoted(file)}. Give one of them another name ` +
      'or outputDir.',
  )
}
