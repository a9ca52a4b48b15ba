import { EdgejsonError, quoted } from '../../model/index.ts'
import type { RewriteOptions } from './graph/rewrite-decoder.ts'

/** Answers at work at once when nobody says. */
export const DEFAULT_ROWS = 32
const MOST_ROWS = 256
const MEGABYTE = 2 ** 20
/** Memory for the cache when nobody says, unless an eighth of the machine's is less. */
const DEFAULT_CACHE = 512 * MEGABYTE

/** @throws EdgejsonError `BAD_OPTION` when the option is not a count of requests. */
export function checkedRows(concurrency: number | undefined): number {
  if (concurrency === undefined) return DEFAULT_ROWS
  if (Number.isSafeInteger(concurrency) && concurrency >= 1) return Math.min(concurrency, MOST_ROWS)
  throw new EdgejsonError(
    'BAD_OPTION',
    `concurrency is ${concurrency}; it must be a whole number of at least 1`,
  )
}

/** Bytes for keys and values. @throws EdgejsonError `BAD_OPTION` */
export function checkedCacheMegabytes(megabytes: number | undefined, machine: number): number {
  if (megabytes === undefined) return Math.min(DEFAULT_CACHE, machine / 8)
  if (Number.isFinite(megabytes) && megabytes >= 1) return megabytes * MEGABYTE
  throw new EdgejsonError('BAD_OPTION', `cacheMegabytes is ${megabytes}; it must be a number of at least 1`)
}

const INT8: Readonly<Record<string, NonNullable<RewriteOptions['int8']>>> = {
  never: 'none',
  quantized: 'quantized',
  always: 'all',
}

/** Which products are computed with bytes. @throws EdgejsonError `BAD_OPTION` */
export function checkedInt8(int8: string | undefined): NonNullable<RewriteOptions['int8']> {
  const known = Object.entries(INT8).find(([name]) => name === (int8 ?? 'never'))?.[1]
  if (known !== undefined) return known
  throw new EdgejsonError(
    'BAD_OPTION',
    `int8 is ${quoted(int8)}; it must be "never", "quantized" or "always"`,
  )
}
