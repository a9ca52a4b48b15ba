import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import * as zlib from 'node:zlib'
import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import type { JsonValue } from '../../core/json/json.ts'
import { stringifyJson } from '../../core/json/stringify.ts'
import { condensed, quoted } from '../../core/printable.ts'
import { RowsSource } from './rows-source.ts'

/** Sources by file and its state: reading Parquet takes promises, and a dataset is opened without them. */
const prepared = new Map<string, RowsSource>()

export function isParquet(file: string): boolean {
  return /\.parquet$/i.test(file)
}

/**
 * Reads the Parquet files among these, so that they can be opened. Call it before `loadDataset` and `openDataset`; a file
 * that was read before and has not changed costs nothing.
 *
 * @throws {EdgejsonError} `BAD_DATASET` for a file that cannot be read
 */
export async function prepareDatasets(files: readonly string[]): Promise<void> {
  for (const file of files) {
    if (!isParquet(file) || statSync(file, { throwIfNoEntry: false })?.isFile() !== true) continue
    const stamp = stampOf(file)
    if (!prepared.has(stamp)) prepared.set(stamp, await readRows(file))
  }
}

/** The rows of a file that {@link prepareDatasets} has read. */
export function preparedRows(file: string): RowsSource {
  const rows = prepared.get(stampOf(file))
  if (rows !== undefined) return rows
  throw new EdgejsonError(
    'BAD_DATASET',
    `the dataset ${quoted(file, 300)} changed while its examples ran, or was not read with prepareDatasets; run again.`,
  )
}

function stampOf(file: string): string {
  const { mtimeMs, size } = statSync(file)
  return `${file}\n${mtimeMs}:${size}`
}

async function readRows(file: string): Promise<RowsSource> {
  const bytes = readFileSync(file)
  try {
    const { parquetReadObjects } = await import('hyparquet')
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
      compressors: {
        GZIP: inflated(zlib.gunzipSync),
        BROTLI: inflated(zlib.brotliDecompressSync),
        ...zstd(),
      },
    })
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return new RowsSource(
      file,
      sha256,
      rows.map((row, index) => ({ line: index + 1, text: stringifyJson(jsonOf(withoutNulls(row))) })),
    )
  } catch (error) {
    throw new EdgejsonError(
      'BAD_DATASET',
      `the dataset ${quoted(file, 300)} cannot be read as Parquet: ${condensed(errorMessage(error))}.`,
      { cause: error },
    )
  }
}

type Inflate = (bytes: Uint8Array) => Uint8Array

const inflated =
  (inflate: Inflate): Inflate =>
  (bytes) =>
    new Uint8Array(inflate(bytes))

/** Node knows Zstandard from 22.15. */
function zstd(): { ZSTD?: Inflate } {
  const inflate: unknown = Reflect.get(zlib, 'zstdDecompressSync')
  return typeof inflate === 'function' ? { ZSTD: inflated(inflate as Inflate) } : {}
}

/** A column without a value in this row is not there. */
function withoutNulls(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined))
}

/** Dates become ISO 8601 texts, bytes text; integers within 2^53 become numbers. */
function jsonOf(value: unknown): JsonValue {
  if (value === undefined || value === null) return null
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'object') return typeof value === 'boolean' ? value : String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>, jsonOf)
  if (Array.isArray(value)) return value.map(jsonOf)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, jsonOf(member)]))
}
