import { EdgejsonError } from '../../core/errors.ts'
import type { Example } from '../../records/example.ts'
import { readDatasetFile } from './dataset-file.ts'
import { parseExampleLine } from './read-example.ts'
import { contentHash, type LoadOptions, lineContext } from './scan-dataset.ts'

/**
 * A dataset whose examples are read and parsed on demand. For a large file only the positions of the lines
 * are kept.
 */
export interface OpenedDataset {
  readonly path: string
  readonly name: string
  readonly sha256: string
  /** Numbers of the lines that are not blank. */
  readonly lines: readonly number[]
  /**
   * The example on a line.
   *
   * @throws {EdgejsonError} `BAD_DATASET` with file:line if the line is blank, absent or broken, or if a
   * large file has changed. Duplicate ids are not detected here; {@link loadDataset} detects them.
   */
  example(line: number): Example
  /** The text of a line; null when it is blank, absent or broken. */
  text(line: number): string | null
}

/** Opens a dataset for reading single lines. @throws as {@link loadDataset} does. */
export function openDataset(file: string, options: LoadOptions = {}): OpenedDataset {
  const dataset = readDatasetFile(file)
  const context = lineContext(file, options, dataset.header)
  dataset.release()
  return {
    path: file,
    name: dataset.name,
    sha256: contentHash(dataset, context),
    lines: dataset.lines,
    text: (line) => {
      const content = dataset.text(line)
      return content?.ok ? content.text : null
    },
    example(line) {
      const content = dataset.text(line)
      if (content?.ok) return parseExampleLine(content.text, line, context)
      const reason =
        content === undefined
          ? 'there is no such line, or it is blank; was the file changed?'
          : content.reason
      throw new EdgejsonError('BAD_DATASET', `${context.label}:${line}: ${reason}`)
    },
  }
}
