import type { Reporter, TestProject } from 'vitest/node'
import type { DatasetIndex } from './dataset-index.ts'

/** Knows whether the tests of a project are being run, as opposed to collected. */
export class RunWatch implements Reporter {
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

  onTestRunStart(): void {
    this.#running = true
  }

  /** Modules that were made for the run are made again for whoever asks next: an editor collects them. */
  onTestRunEnd(): void {
    this.#running = false
    const { moduleGraph } = this.#project.vite.environments.ssr
    for (const [id, module] of moduleGraph.idToModuleMap) {
      if (this.#index.has(id)) moduleGraph.invalidateModule(module)
    }
  }
}
