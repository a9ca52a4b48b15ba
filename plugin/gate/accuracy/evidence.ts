import type { Baseline } from '../../records/baseline.ts'
import type { GateOptions } from '../../records/settings.ts'
import type { ComplianceComparison, PairedComparison, SliceComparison } from '../../records/verdict.ts'
import { entriesOf } from '../baseline/from-run.ts'
import type { MatchedExamples } from '../baseline/match-examples.ts'
import type { GateRun } from '../input.ts'
import { compareCompliance } from './compliance.ts'
import { type FieldF1Test, testFieldF1 } from './field-f1.ts'
import { comparePaired } from './paired.ts'
import { type Collapse, collapsedSchemas, compareSlices } from './slices.ts'

/** The results of the comparison with the baseline, over the unchanged examples. */
export interface Evidence {
  readonly comparison: PairedComparison
  readonly fieldF1: FieldF1Test | null
  readonly compliance: ComplianceComparison | null
  readonly slices: readonly SliceComparison[]
  /** Lost examples that are tagged critical in the dataset or in the baseline. */
  readonly critical: readonly string[]
  readonly collapsed: readonly Collapse[]
  /** Completions whose text differs from the baseline's, whatever their score. */
  readonly reworded: number
}

/** Null if no example has a result on both sides. Both sides are rounded as a baseline stores them. */
export function gatherEvidence(
  run: GateRun,
  matched: MatchedExamples,
  options: Required<GateOptions>,
): Evidence | null {
  const { unchanged } = matched
  const entries = new Map(entriesOf(run.cases).map((entry) => [entry.id, entry]))
  const reference = valuesOf(unchanged, ({ exact }) => exact)
  const candidate = valuesOf(entries, ({ exact }) => exact)
  const comparison = comparePaired(reference, candidate, options)
  if (comparison === null) return null
  const lost = new Set(comparison.lost)
  return {
    comparison,
    fieldF1: testFieldF1(
      valuesOf(unchanged, ({ f1 }) => f1),
      valuesOf(entries, ({ f1 }) => f1),
      options,
    ),
    compliance: compareCompliance(matched, entries),
    slices: compareSlices(run.cases, reference, candidate),
    critical: run.cases
      .filter(({ id, critical }) => lost.has(id) && (critical || unchanged.get(id)?.critical === true))
      .map(({ id }) => id),
    collapsed: collapsedSchemas(run.cases, reference, candidate),
    reworded: [...unchanged].filter(([id, { answer: before }]) => {
      const now = entries.get(id)?.answer ?? null
      return before !== null && now !== null && before !== now
    }).length,
  }
}

type Entries = ReadonlyMap<string, Baseline['entries'][number]>

function valuesOf<Value>(
  entries: Entries,
  of: (entry: Baseline['entries'][number]) => Value,
): Map<string, Value> {
  return new Map([...entries].map(([id, entry]) => [id, of(entry)]))
}
