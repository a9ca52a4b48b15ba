import type { DatasetHeader } from './header.ts'

/** The text of a line, or why it cannot be read. */
export type LineText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: 'INVALID_UTF8' | 'LINE_TOO_LONG'; readonly reason: string }

/** A dataset file of any format: examples as JSON texts, each with a number that people find it by. */
export interface DatasetSource {
  /** As given. */
  readonly path: string
  /** File name without its last extension. */
  readonly name: string
  /** SHA-256, hex, of the content. */
  readonly sha256: string
  /**
   * The number of each example, ascending: its line; in CSV the line on which the row begins; in a JSON array the line on
   * which the element begins, or, where two elements begin on one line, the number of the element; in Parquet the row,
   * from 1.
   */
  readonly lines: readonly number[]
  /** Null without a header. */
  readonly header: DatasetHeader | null
  /** The JSON text of the example with this number, without white space at its end; `undefined` where there is none. */
  text(line: number): LineText | undefined
  /** The JSON text of the n-th example, n from 0. */
  textAt(index: number): LineText
  /** Releases the bytes of a large file, if its examples can be read again one by one. */
  release(): void
}
