import { EdgejsonError } from '../../plugin/core/errors.ts'
import { splitModuleId } from '../../plugin/core/module-id.ts'
import type { DatasetSettings } from '../../plugin/records/project-settings.ts'
import { parseRunMeta, type RunMeta } from '../../plugin/records/run-meta.ts'
import { type ModuleLike, ownMeta } from './vitest-types.ts'

/** One dataset's modules: one, or one a shard. */
export interface Group {
  readonly dataset: DatasetSettings
  readonly modules: { readonly module: ModuleLike; readonly meta: RunMeta | null }[]
}

/** Modules by the dataset they were made from; an error for each that belongs to none or cannot be read. */
export function groupByDataset(
  modules: readonly ModuleLike[],
  datasets: readonly DatasetSettings[],
): { groups: Group[]; unmatched: unknown[] } {
  const groups = new Map<string, Group>()
  const unmatched: unknown[] = []
  for (const module of modules) {
    try {
      const own = ownMeta(module)
      const meta = own === undefined ? null : parseRunMeta(own, `the record of ${module.moduleId}`)
      const dataset = datasetOf(module.moduleId, meta, datasets)
      const group = groups.get(dataset.path) ?? { dataset, modules: [] }
      group.modules.push({ module, meta })
      groups.set(dataset.path, group)
    } catch (error) {
      unmatched.push(error)
    }
  }
  return { groups: [...groups.values()], unmatched }
}

/**
 * The dataset of a test module.
 *
 * @throws {EdgejsonError} `BAD_OPTION` where the configuration names none
 */
export function datasetOf(
  moduleId: string,
  meta: RunMeta | null,
  datasets: readonly DatasetSettings[],
): DatasetSettings {
  const { file } = splitModuleId(moduleId)
  // By path first: merged blobs may come from a machine with other folders.
  const dataset =
    datasets.find(({ path }) => path === meta?.dataset.path) ??
    datasets.find((each) => slashes(each.file) === file) ??
    datasets.find(({ path }) => file.endsWith(`/${path}`))
  if (dataset !== undefined) return dataset
  throw new EdgejsonError(
    'BAD_OPTION',
    `there are results of ${JSON.stringify(meta?.dataset.path ?? file)}, which the configuration does not name. ` +
      'Merge reports with the configuration (and EDGEJSON_DATASET) of the runs.',
  )
}

function slashes(file: string): string {
  return file.replaceAll('\\', '/')
}
