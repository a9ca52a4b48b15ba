import type { EngineOptions } from '../../contract/options.ts'
import type { RewriteOptions } from '../graph/rewrite-decoder.ts'

/** Concurrent sequences by default. */
export const DEFAULT_SEQUENCES = 32
const MAX_SEQUENCES = 256
export const MEGABYTE: number = 2 ** 20
/** Bytes of the KV cache by default, unless an eighth of the machine's memory is less. */
const DEFAULT_CACHE = 512 * MEGABYTE

/** Concurrent sequences, at most 256. */
export function maxSequencesOf(concurrency: number | undefined): number {
  return Math.min(concurrency ?? DEFAULT_SEQUENCES, MAX_SEQUENCES)
}

/** Bytes for keys and values. @param machine bytes of the machine's memory */
export function cacheBytesOf(megabytes: number | undefined, machine: number): number {
  return megabytes === undefined ? Math.min(DEFAULT_CACHE, machine / 8) : megabytes * MEGABYTE
}

const INT8: Readonly<Record<NonNullable<EngineOptions['int8']>, NonNullable<RewriteOptions['int8']>>> = {
  never: 'none',
  quantized: 'quantized',
  always: 'all',
}

/** Which matrix products are computed with 8-bit integers. */
export function int8Of(option: EngineOptions['int8']): NonNullable<RewriteOptions['int8']> {
  return INT8[option ?? 'never']
}

/** Architectures whose memory is too slow to read weights as floats: small boards with Arm processors. */
const FEW_BYTES: readonly NodeJS.Architecture[] = ['arm64', 'arm']

/**
 * Whether weights in 8 bits become floats when the model is loaded. That is decided here once, before the first request,
 * because it can change completions. Floats are four times the bytes of a step: where memory bandwidth is the limit, the
 * weights stay as they are.
 *
 * @param option the engine option; where it is absent the architecture decides
 */
export function dequantizeOf(option: boolean | undefined, architecture: NodeJS.Architecture): boolean {
  return option ?? !FEW_BYTES.includes(architecture)
}
