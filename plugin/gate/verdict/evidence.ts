import type { GateOptions, PairedComparison, SliceComparison } from '../../model/index.ts'
import { entriesOf } from '../baseline/from-run.ts'
import type { Baseline } from '../baseline/index.ts'
import { type FieldF1Test, testFieldF1 } from '../compare/field-f1.ts'
import { comparePaired } from '../compare/paired.ts'
import { type Collapse, collapsedSchemas, compareSlices } from '../compare/slices.ts'
import type { GateRun } from '../gate-run.ts'

/** Everything that the comparison with the baseline shows. */
export interface Evidence {
  readonly comparison: PairedComparison
  readonly fieldF1: FieldF1Test | null
  readonly slices: readonly SliceComparison[]
  /** Lost examples that are tagged critical. */
  readonly critical: readonly string[]
  readonly collapsed: readonly Collapse[]
  /** Answers whose text is not the baseline's, whatever their score. */
  readonly reworded: number
}

/** Ids on one side only. With equal dataset hashes there are none, unless the baseline was edited. */
export function unmatchedIds(run: GateRun, baseline: Baseline): { missing: string[]; unknown: string[] } {
  const ran = new Set(run.cases.map((item) => item.id))
  const recorded = new Set(baseline.entries.map((entry) => entry.id))
  return {
    missing: [...recorded].filter((id) => !ran.has(id)),
    unknown: [...ran].filter((id) => !recorded.has(id)),
  }
}

/** Null when no example has an answer on both sides. Both sides are read as a baseline would store them. */
export function gatherEvidence(
  run: GateRun,
  baseline: Baseline,
  options: Required<GateOptions>,
): Evidence | null {
  const entries = entriesOf(run.cases)
  const outcomes = (side: Baseline['entries']): Map<string, boolean | null> =>
    new Map(side.map((entry) => [entry.id, entry.exact]))
  const fields = (side: Baseline['entries']): Map<string, number | null> =>
    new Map(side.map((entry) => [entry.id, entry.f1]))
  const reference = outcomes(baseline.entries)
  const candidate = outcomes(entries)
  const comparison = comparePaired(reference, candidate, options)
  if (comparison === null) return null
  const lost = new Set(comparison.lost)
  const answers = new Map(baseline.entries.map((entry) => [entry.id, entry.answer]))
  return {
    comparison,
    fieldF1: testFieldF1(fields(baseline.entries), fields(entries), options),
    slices: compareSlices(run.cases, reference, candidate),
    critical: run.cases.filter((item) => item.critical && lost.has(item.id)).map((item) => item.id),
    collapsed: collapsedSchemas(run.cases, reference, candidate),
    reworded: entries.filter((entry) => {
      const before = answers.get(entry.id) ?? null
      return before !== null && entry.answer !== null && before !== entry.answer
    }).length,
  }
}
