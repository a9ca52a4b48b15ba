import type { BaselineEntry } from '../../records/baseline.ts'
import type { CaseRecord } from '../../records/case.ts'
import type {
  ComplianceComparison,
  MeanComparison,
  PairedComparison,
  SliceComparison,
} from '../../records/comparison.ts'
import { type GateMetric, isRate } from '../../records/gate-metric.ts'
import type { NonInferiority } from '../../stats/non-inferiority.ts'
import { entriesOf } from '../baseline/from-run.ts'
import type { MatchedExamples } from '../baseline/match-examples.ts'
import type { GateRules, GateRun } from '../input.ts'
import { valueOfEntry } from '../metric-value.ts'
import { compareCompliance } from './compliance.ts'
import { type FieldF1Test, testFieldF1 } from './field-f1.ts'
import { compareMeans } from './mean.ts'
import { meanNonInferiority, rateNonInferiority } from './non-inferiority-tests.ts'
import { comparePaired } from './paired.ts'
import { type Collapse, collapsedSchemas, compareSlices, isTracked, type SlicedCase } from './slices.ts'

/** The results of the comparison with the baseline, over the unchanged examples. */
export interface Evidence {
  /** The metric that decides, or JSONExact where that is a mean; null only where no example has JSONExact on both sides. */
  readonly comparison: PairedComparison | null
  /** The metric that decides, where it is a mean. */
  readonly mean: MeanComparison | null
  /** Whether the loss of the metric is shown to be below the margin; null against a baseline. */
  readonly nonInferiority: NonInferiority | null
  readonly fieldF1: FieldF1Test | null
  readonly compliance: ComplianceComparison | null
  readonly slices: readonly SliceComparison[]
  /** Lost examples that are tagged critical in the dataset or in the baseline. */
  readonly critical: readonly string[]
  readonly collapsed: readonly Collapse[]
  /** Completions whose text differs from the baseline's, whatever their score. */
  readonly reworded: number
}

/** Null if no example has a value of the metric on both sides. Both sides are rounded as a baseline stores them. */
export function gatherEvidence(run: GateRun, matched: MatchedExamples, options: GateRules): Evidence | null {
  const { unchanged } = matched
  const { metric } = options
  const sliced: SlicedCase[] = []
  const entries = new Map(
    entriesOf({ ...run, cases: noting(run.cases, sliced) }, metric).map((entry) => [entry.id, entry]),
  )
  const outcome = outcomeUnder(metric)
  const reference = valuesOf(unchanged, outcome)
  const candidate = valuesOf(entries, outcome)
  const comparison = comparePaired(reference, candidate, options)
  const value = (entry: BaselineEntry): number | null => valueOfEntry(entry, metric)
  const [before, now] = [valuesOf(unchanged, value), valuesOf(entries, value)]
  const mean = isRate(metric) ? null : compareMeans(before, now, options)
  if ((isRate(metric) ? comparison : mean) === null) return null
  const lost = new Set(comparison?.lost)
  return {
    comparison,
    mean,
    nonInferiority:
      options.against === null
        ? null
        : isRate(metric)
          ? comparison && rateNonInferiority(comparison, options)
          : meanNonInferiority(before, now, options),
    fieldF1: testFieldF1(
      valuesOf(unchanged, ({ f1 }) => f1),
      valuesOf(entries, ({ f1 }) => f1),
      options,
    ),
    compliance: compareCompliance(matched, entries),
    slices: compareSlices(sliced, reference, candidate, options.tracked),
    // In the order of the dataset.
    critical: sliced.flatMap(({ id }) =>
      lost.has(id) && (entries.get(id)?.critical === true || unchanged.get(id)?.critical === true)
        ? [id]
        : [],
    ),
    collapsed: collapsedSchemas(sliced, reference, candidate).filter(
      ({ schemaId }) => !isTracked(options.tracked, 'schema', schemaId),
    ),
    reworded: [...unchanged].filter(([id, { answer: before }]) => {
      const now = entries.get(id)?.answer ?? null
      return before !== null && now !== null && before !== now
    }).length,
  }
}

/** Passes the cases on without the hashes, which were matched before, and keeps what the comparison of slices needs of each. */
function* noting(cases: GateRun['cases'], sliced: SlicedCase[]): Generator<CaseRecord> {
  for (const each of cases) {
    const { id, schemaId, complexity, source, slices } = each
    sliced.push({ id, schemaId, complexity, source, ...(slices === undefined ? {} : { slices }) })
    yield { ...each, hash: null }
  }
}

/** Right or wrong under a rate; under JSONExact where the metric is a mean. */
function outcomeUnder(metric: GateMetric): (entry: BaselineEntry) => boolean | null {
  if (!isRate(metric)) return ({ exact }) => exact
  return (entry) => {
    const value = valueOfEntry(entry, metric)
    return value === null ? null : value === 1
  }
}

/** The comparison of a run without expected values; null if no example has compliance on both sides. */
export function complianceAlone(run: GateRun, matched: MatchedExamples): ComplianceComparison | null {
  return compareCompliance(matched, new Map(entriesOf(run).map((entry) => [entry.id, entry])))
}

type Entries = ReadonlyMap<string, BaselineEntry>

function valuesOf<Value>(entries: Entries, of: (entry: BaselineEntry) => Value): Map<string, Value> {
  return new Map([...entries].map(([id, entry]) => [id, of(entry)]))
}
