import { EdgejsonError } from '../core/errors.ts'
import { quoted } from '../core/printable.ts'
import type { ProjectSettings } from '../records/project-settings.ts'

interface Claim {
  readonly project: string
  readonly what: string
}

const KEY = Symbol.for('vitest-edgejson.files')

/**
 * Registers the folders and baselines that a project writes, for all projects of one Vitest.
 *
 * @param vitest the Vitest of the projects, which holds the registry
 * @throws {EdgejsonError} `BAD_OPTION` if another project, or another dataset of this one, writes to the same
 * path.
 */
export function claimFiles(vitest: object, settings: ProjectSettings): void {
  const claims = claimsOf(vitest)
  // A config that is evaluated again replaces what the project had.
  for (const [file, { project }] of claims) if (project === settings.name) claims.delete(file)
  for (const [what, file] of writtenBy(settings)) {
    // On Windows and macOS, names that differ only in case are the same file.
    const key = file.normalize('NFC').toLowerCase()
    const other = claims.get(key)
    if (other === undefined) claims.set(key, { project: settings.name, what })
    else throw shared(file, other, { project: settings.name, what })
  }
}

function* writtenBy(settings: ProjectSettings): Generator<readonly [what: string, file: string]> {
  const folders = new Set([settings.outputDir, ...settings.datasets.map(({ outputDir }) => outputDir)])
  for (const folder of folders) yield ['reports', folder]
  for (const { baselineFile, latencyFile } of settings.datasets) {
    yield ['baseline', baselineFile]
    if (latencyFile !== null) yield ['latency baseline', latencyFile]
  }
}

function claimsOf(vitest: object): Map<string, Claim> {
  const known: unknown = Reflect.get(vitest, KEY)
  if (known instanceof Map) return known
  const claims = new Map<string, Claim>()
  Reflect.defineProperty(vitest, KEY, { value: claims })
  return claims
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
