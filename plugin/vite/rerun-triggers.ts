import path from 'node:path'
import type { TestProject, Vitest } from 'vitest/node'
import type { ProjectSettings } from '../records/project-settings.ts'

/** Escapes every character with a meaning in a glob; Windows separators become slashes first. */
export function escapeGlob(file: string): string {
  return file.replaceAll('\\', '/').replace(/[()[\]{}!*?+@|]/g, '\\$&')
}

/**
 * With `--changed` and `related` Vitest runs what imports a changed file, but no import leads to a model, a
 * schema or a baseline. They are registered as triggers that rerun everything. Not in watch mode, where
 * writing a baseline would start the next run.
 */
export function addRerunTriggers(
  { config, vite }: Vitest,
  project: TestProject,
  settings: ProjectSettings,
): void {
  const { changed, related, watch } = config
  if (watch || !(changed || related)) return
  const files = [
    ...settings.datasets.flatMap(({ file, baselineFile, latencyFile }) => [file, baselineFile, latencyFile]),
    modelPath(settings),
    settings.assertion,
    settings.texts,
    settings.baseline?.kind === 'report' ? settings.baseline.file : null,
    settings.templateModule === null ? null : settings.template,
    settings.schemas,
    settings.gold?.file ?? null,
    settings.examples?.file ?? null,
    ...[vite.config, project.vite.config].flatMap(({ configFile, configFileDependencies }) => [
      configFile ?? null,
      ...configFileDependencies,
    ]),
  ]
  for (const file of new Set(files)) {
    if (file === null) continue
    const glob = escapeGlob(file)
    config.forceRerunTriggers.push(glob, `${glob}/**`)
  }
}

/** The folder or file of the model; null for a server, a hub id and what is in this package. */
function modelPath({ model, root }: ProjectSettings): string | null {
  const specifier = model.replace(/^replay:/, '')
  return path.isAbsolute(specifier) || specifier.startsWith('.') ? path.resolve(root, specifier) : null
}
