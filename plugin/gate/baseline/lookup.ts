import type { BaselineState } from '../../model/index.ts'
import type { Baseline } from './baseline.ts'

/**
 * What a baseline says of an example: `hit`, `miss`, `new` when it lacks the example or had no answer for it; always
 * null without a baseline (or with one that may not be compared: pass null then).
 */
export function baselineLookup(baseline: Baseline | null): (id: string) => BaselineState {
  if (baseline === null) return () => null
  const exact = new Map(baseline.entries.map((entry) => [entry.id, entry.exact]))
  return (id) => {
    const state = exact.get(id) ?? null
    if (state === null) return 'new'
    return state ? 'hit' : 'miss'
  }
}
