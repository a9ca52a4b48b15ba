import type { TestRunEndReason } from 'vitest/node'
import { sharedMap } from '../../plugin/core/shared-map.ts'
import type { ProjectSettings } from '../../plugin/records/project-settings.ts'
import { type CollectFailure, collectRuns } from './collect.ts'
import type { CollectedRun } from './conclude-run.ts'
import type { DatasetLoader } from './options.ts'
import { workerEnd } from './process.ts'
import { unhandledErrors } from './unhandled-errors.ts'
import type { ProjectModule } from './vitest-types.ts'

/** What Vitest tells every reporter when a run, or a rerun in watch mode, ends; the list of modules is the same object for all. */
export interface EndedRun {
  readonly modules: readonly ProjectModule[]
  readonly errors: readonly unknown[]
  readonly reason: TestRunEndReason
}

interface Collected {
  readonly runs: readonly CollectedRun[]
  readonly failures: readonly CollectFailure[]
}

const KEY = Symbol.for('vitest-edgejson.collectors')

/**
 * The results of one project. Reporters of other projects of the same Vitest may ask for them, whichever reporter is called first:
 * the modules of a run are joined with their datasets once.
 */
export class RunCollector {
  readonly settings: ProjectSettings
  readonly #loadDataset: DatasetLoader
  readonly #project: string
  readonly #collected = new WeakMap<readonly ProjectModule[], Promise<Collected>>()
  /** The last results of every dataset: a watch rerun brings only some, and the key `u` may bring none at all. */
  readonly #runs = new Map<string, CollectedRun>()

  constructor(settings: ProjectSettings, loadDataset: DatasetLoader, project: string) {
    this.settings = settings
    this.#loadDataset = loadDataset
    this.#project = project
  }

  /** Makes the results available to the other projects of this Vitest. */
  share(vitest: object): void {
    collectorsOf(vitest).set(this.#project, this)
  }

  modulesOf({ modules }: EndedRun): ProjectModule[] {
    return modules.filter(({ project }) => project.name === this.#project)
  }

  /** The results of a run that has ended; of those that cannot be read, the last ones are forgotten. */
  collect(ended: EndedRun): Promise<Collected> {
    const known = this.#collected.get(ended.modules)
    if (known !== undefined) return known
    const collected = this.#collect(ended)
    this.#collected.set(ended.modules, collected)
    return collected
  }

  async #collect(ended: EndedRun): Promise<Collected> {
    const modules = this.modulesOf(ended)
    if (modules.length === 0) return { runs: [], failures: [] }
    await workerEnd()
    const { datasets, name } = this.settings
    const { runs, failures } = await collectRuns(modules, {
      datasets,
      loadDataset: this.#loadDataset,
      interrupted: ended.reason === 'interrupted',
      name,
      unhandled: unhandledErrors(ended.errors),
    })
    for (const { dataset } of failures) if (dataset !== null) this.#runs.delete(dataset.path)
    for (const run of runs) this.#runs.set(run.dataset.path, run)
    return { runs, failures }
  }

  /** The last results, those of earlier reruns included. */
  get last(): readonly CollectedRun[] {
    return [...this.#runs.values()]
  }
}

/** The results of a project of this Vitest; undefined where it has none, or a filter left it out. */
export function collectorOf(vitest: object, project: string): RunCollector | undefined {
  return collectorsOf(vitest).get(project)
}

function collectorsOf(vitest: object): Map<string, RunCollector> {
  return sharedMap(vitest, KEY)
}
