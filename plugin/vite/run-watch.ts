import type { Reporter, TestProject, TestSpecification } from 'vitest/node'
import type { DatasetIndex } from './dataset-index.ts'

/** Tracks whether the tests of a project are being run, in contrast to collected. */
export class RunWatch implements Reporter {
  /** It does not look at the records of tests. */
  readonly keepsNoRecords: boolean = true
  readonly #project: TestProject
  readonly #index: DatasetIndex
  #running = false

  constructor(project: TestProject, index: DatasetIndex) {
    this.#project = project
    this.#index = index
  }

  get running(): boolean {
    return this.#running
  }

  /**
   * Prepares the modules while the worker is still starting, on another core. An error is reported when the
   * worker requests the module.
   */
  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#running = true
    for (const { project, moduleId } of specifications) {
      if (project === this.#project)
        project.vite.environments.ssr.transformRequest(moduleId).catch(() => undefined)
    }
  }

  /** Modules that were made for the run are made again for the next request: an editor collects them. */
  onTestRunEnd(): void {
    this.#running = false
    const { moduleGraph } = this.#project.vite.environments.ssr
    for (const [id, module] of moduleGraph.idToModuleMap) {
      if (this.#index.has(id)) moduleGraph.invalidateModule(module)
    }
  }
}
