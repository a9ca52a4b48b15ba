import path from 'node:path'
import type { DatasetSource, LineText } from './dataset-source.ts'
import { positionOf } from './line-positions.ts'

/** One example of a file that is not JSONL. */
export interface Row {
  /** See {@link DatasetSource.lines}. */
  readonly line: number
  /** A JSON text. */
  readonly text: string
}

/** A file whose rows were read as a whole: a JSON array, CSV or Parquet. */
export class RowsSource implements DatasetSource {
  readonly path: string
  readonly name: string
  readonly sha256: string
  readonly lines: readonly number[]
  readonly header: null = null
  readonly #texts: readonly string[]

  constructor(file: string, sha256: string, rows: readonly Row[]) {
    this.path = file
    this.name = path.parse(file).name
    this.sha256 = sha256
    this.lines = rows.map(({ line }) => line)
    this.#texts = rows.map(({ text }) => text)
  }

  text(line: number): LineText | undefined {
    const index = positionOf(this.lines, line)
    return index === -1 ? undefined : this.textAt(index)
  }

  textAt(index: number): LineText {
    return { ok: true, text: this.#texts[index] ?? '' }
  }

  /** The rows stay: they cannot be read one by one. */
  release(): void {}
}
