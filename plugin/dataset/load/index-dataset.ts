import type { Example } from '../../model/example.ts'
import { readDatasetFile } from './dataset-file.ts'
import type { LineProblem } from './line-problem.ts'
import { type LoadOptions, lineContext, scanDataset } from './scan-dataset.ts'

/** An example without its texts. */
export type DatasetEntry = Omit<Example, 'prompt' | 'expected'>

/** What a dataset holds, without the examples themselves. */
export interface DatasetIndexResult {
  readonly path: string
  readonly name: string
  /** SHA-256 of the file's bytes, hex. */
  readonly sha256: string
  readonly entries: readonly DatasetEntry[]
  readonly problems: readonly LineProblem[]
}

/**
 * The ids, lines and labels of a dataset and the problems that {@link loadDataset} would find, in little memory: what
 * generated test modules are made from.
 *
 * @throws as {@link loadDataset} does.
 */
export function indexDataset(file: string, options: LoadOptions = {}): DatasetIndexResult {
  const context = lineContext(file, options)
  const dataset = readDatasetFile(file)
  const intern = interner()
  const entries: DatasetEntry[] = []
  const problems = scanDataset(dataset, context, ({ id, line, schemaId, complexity, source, critical }) => {
    entries.push({
      id: detach(id),
      line,
      schemaId: intern(schemaId),
      complexity: intern(complexity),
      source: intern(source),
      critical,
    })
  })
  return { path: file, name: dataset.name, sha256: dataset.sha256, entries, problems }
}

/** Engines keep the whole line alive for a short slice of it; a copy lets it go. */
function detach(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}

/** One copy of each distinct label. */
function interner(): (text: string | null) => string | null {
  const known = new Map<string, string>()
  return (text) => {
    if (text === null) return null
    const found = known.get(text)
    if (found !== undefined) return found
    const copy = detach(text)
    known.set(copy, copy)
    return copy
  }
}
