import type { Example, GateOptions, RunMeta, Thresholds } from '../plugin/model/index.ts'

/** What a generated test does with an answer that misses (the plugin's `misses` option). */
export type MissPolicy = 'gate' | 'fail' | 'pass'

/** A dataset file as the reporter joins it to the tests' records. */
export interface JoinedDataset {
  /** SHA-256 of the file now, hex; when it is not the run's, the file changed meanwhile and the run is invalid. */
  readonly sha256: string
  /** The examples by their 1-based line in the file; a broken line has none. */
  readonly byLine: ReadonlyMap<number, Example>
}

/**
 * Reads the dataset of a run, relative to the Vitest root, with the plugin's own options (field map, schemas).
 * Called once a dataset and run. A rejection makes the report of that dataset impossible: exit code 2.
 */
export type DatasetLoader = (dataset: RunMeta['dataset']) => JoinedDataset | Promise<JoinedDataset>

/** What the plugin tells its reporter. */
export interface ReporterOptions {
  /** Name of the Vitest project whose modules are reported; all others are ignored. Default `edgejson`. */
  readonly projectName?: string
  /** Reads datasets. Reporters know no dataset format. */
  readonly loadDataset: DatasetLoader
  /** Folder of `report.json` and `junit.xml`, from the Vitest root. Default `.edgejson`. */
  readonly outputDir?: string
  /** Folder of the baselines, from the Vitest root; default: beside each dataset. */
  readonly baselineDir?: string | null
  readonly gate?: GateOptions
  readonly thresholds?: Thresholds
  /** Default `gate`. */
  readonly misses?: MissPolicy
  /** Snapshot strictness: a lost example is a failed test, and a failure in `junit.xml`. Default false. */
  readonly perExample?: boolean
  /** Colours on or off whatever the terminal says; default: `NO_COLOR`, `FORCE_COLOR` and the terminal decide. */
  readonly color?: boolean
}
