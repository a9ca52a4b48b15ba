import type { Example } from '../../records/example.ts'
import { readDatasetFile } from './dataset-file.ts'
import type { LineProblem } from './line-problem.ts'
import { contentHash, type LoadOptions, lineContext, scanDataset } from './scan-dataset.ts'

/** A dataset in memory. Every line that is not blank is either an example or a problem. */
export interface LoadedDataset {
  /** As given. */
  readonly path: string
  /** File name without its extension. */
  readonly name: string
  /** SHA-256, hex, of the content with LF line ends and without a byte order mark. */
  readonly sha256: string
  /** In the order of the file. */
  readonly examples: readonly Example[]
  /** In the order of the file. */
  readonly problems: readonly LineProblem[]
}

/**
 * Loads a dataset: EdgeJSON v3, the older format of 100 examples, or any other with a field map. A
 * broken line is not an error but a problem in the result.
 *
 * @throws {EdgejsonError} `IO` if the file cannot be read, `BAD_DATASET` if it has no lines or is not JSONL,
 * `BAD_OPTION` for a wrong field map.
 */
export function loadDataset(file: string, options: LoadOptions = {}): LoadedDataset {
  const examples: Example[] = []
  return { ...scanExamples(file, options, (example) => examples.push(example)), examples }
}

/**
 * {@link loadDataset} for a reader that takes the examples one at a time, in the order of the file.
 *
 * @throws {EdgejsonError} as {@link loadDataset} does
 */
export function scanExamples(
  file: string,
  options: LoadOptions,
  onExample: (example: Example) => void,
): Omit<LoadedDataset, 'examples'> {
  const dataset = readDatasetFile(file)
  const context = lineContext(file, options, dataset.header)
  const problems = scanDataset(dataset, context, onExample)
  return { path: file, name: dataset.name, sha256: contentHash(dataset, context), problems }
}
