import type { VariantRun } from '../switches/index.ts'
import { collected, type Fate, report } from './benchmark.ts'
import { model, type RunMetaChange } from './run-meta.ts'

const BYTES: Readonly<Record<string, number>> = { fp32: 541_000_000, q8: 143_000_000, q4: 87_000_000 }

/** A variant with the outcomes of its examples. */
export function runOf(
  dtype: string,
  constraint: string | null,
  fates: readonly Fate[],
  meta: RunMetaChange = {},
): VariantRun {
  const bytes = BYTES[dtype] ?? null
  const name = constraint === null ? dtype : `${dtype}+${constraint}`
  return {
    name,
    dtype,
    constraint,
    bytes,
    reason: null,
    report: report(
      collected({
        examples: fates.length,
        fate: (line) => fates[line - 1] ?? 'exact',
        meta: { model: { ...model, dtype, bytes }, ...meta },
      }),
    ),
  }
}

/** A variant that left no report. */
export const missing = (name: string, reason: string): VariantRun => ({
  name,
  dtype: name,
  constraint: null,
  bytes: null,
  report: null,
  reason,
})

/** Of `n` examples: exact but for those whose number is in the list. */
export function fates(n: number, missed: readonly number[], how: Fate = 'omission'): Fate[] {
  return Array.from({ length: n }, (_, index) => (missed.includes(index) ? how : 'exact'))
}

/** Whole numbers from `from` to before `to`. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index)
