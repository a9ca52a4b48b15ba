import type { Example } from '../../plugin/records/example.ts'
import type { DatasetSettings, ProjectSettings } from '../../plugin/records/project-settings.ts'

/** A dataset file as the reporter joins it to the tests' records. */
export interface JoinedDataset {
  /** SHA-256 of the file's content now, hex; when it is not the run's, the file changed meanwhile and the run is invalid. */
  readonly sha256: string
  /** How many examples it has. */
  readonly examples: number
  /** The example on a line, numbered from 1; a broken line has none. */
  example(line: number): Example | undefined
  /** The line of an example; undefined where the dataset has no such id. */
  lineOf(id: string): number | undefined
}

/**
 * Reads a dataset of the run with the plugin's own options (field map, schemas). Called once a dataset and run.
 * A rejection makes the report of that dataset impossible: exit code 2.
 */
export type DatasetLoader = (dataset: DatasetSettings) => JoinedDataset | Promise<JoinedDataset>

/** Options that the plugin passes to its reporter. */
export interface ReporterOptions {
  /** Settings of the project, as its plugin resolved them. */
  readonly settings: ProjectSettings
  /** Reads the examples of a dataset: reporters know no dataset format. */
  readonly loadDataset: DatasetLoader
  /** The Vitest project whose modules are reported; all others are ignored. Default: `settings.name`. */
  readonly projectName?: string
  /** Environment: `GITHUB_ACTIONS`, `GITHUB_STEP_SUMMARY`, `GITHUB_WORKSPACE` and `CI` are read. Default: the process's. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Colours on or off. Default: `NO_COLOR`, `FORCE_COLOR` and the terminal decide. */
  readonly color?: boolean
}
