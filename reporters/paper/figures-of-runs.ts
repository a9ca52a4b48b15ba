import { printable } from '../../plugin/core/printable.ts'
import type { ModeRates, Slice } from '../../plugin/records/slice.ts'
import type { RunView } from './run-view.ts'
import type { EstimateCell } from './table.ts'

export function jsonExact(rates: ModeRates): EstimateCell | null {
  return estimate(rates.jsonExact, rates.jsonExactInterval)
}

export function fieldF1(rates: ModeRates): EstimateCell | null {
  return estimate(rates.fieldF1, rates.fieldF1Interval)
}

export function schemaCompliance(rates: ModeRates): EstimateCell | null {
  return estimate(rates.schemaCompliance, rates.schemaComplianceInterval)
}

function estimate(value: number | null, interval: readonly [number, number] | null): EstimateCell | null {
  return value === null ? null : { value, low: interval?.[0] ?? null, high: interval?.[1] ?? null }
}

/**
 * Parameters of a run's model: as in the meta file, otherwise as the engine reports them; null where neither has them.
 */
export function parametersOf({ report, meta }: RunView): number | null {
  return meta.parameters ?? report.model.parameters
}

const LEVELS: readonly string[] = ['simple', 'medium', 'complex']

/** Complexities that occur: simple, medium, complex, then others by name. */
export function complexities(names: Iterable<string>): string[] {
  const all = new Set(names)
  return [
    ...LEVELS.filter((level) => all.has(level)),
    ...[...all].filter((name) => !LEVELS.includes(name)).sort(),
  ]
}

/** The slice of a key, which may be any text, `__proto__` too. */
export function sliceOf(slices: Readonly<Record<string, Slice>>, key: string): Slice | null {
  return Object.hasOwn(slices, key) ? (slices[key] ?? null) : null
}

/** What a reader must know about runs whose rates are in one table. */
export function notesOnRuns(runs: readonly RunView[]): string[] {
  const notes: string[] = []
  for (const { label, report, twins } of runs) {
    if (twins.length > 0)
      notes.push(
        `${label} represents ${twins.length + 1} runs with the same results (also ${twins.join(', ')}).`,
      )
    const { totals, coverage } = report
    if (!coverage.complete) {
      const reason = coverage.reason === null ? '' : `: ${coverage.reason}`
      notes.push(`${label} ran ${coverage.ran} of ${coverage.planned} examples${reason}.`)
    }
    if (totals.failed > 0) {
      notes.push(
        `${label}: ${totals.failed} of ${totals.examples} examples have no output and are in no rate.`,
      )
    }
  }
  const datasets = groupBy(runs, ({ report }) => report.dataset.sha256)
  if (datasets.size > 1) {
    const names = [...datasets].map(([sha256, group]) => {
      const name = printable(group[0]?.report.dataset.name ?? '', 60)
      return `${name} (${printable(sha256, 8)}) with ${labels(group)}`
    })
    notes.push(`The runs are not of one dataset: ${names.join('; ')}.`)
  }
  return notes
}

/**
 * Whether measured and published figures may be in one plot: only where the official figures of every run are
 * comparable.
 */
export function comparesWithPublished(runs: readonly RunView[]): boolean {
  return runs.every(({ report }) => report.officialComparable.comparable)
}

/** The reason why published figures are left out of a plot; empty where they are in it, or where there are none. */
export function leftOutNotes(published: readonly unknown[], runs: readonly RunView[]): string[] {
  if (published.length === 0 || comparesWithPublished(runs)) return []
  return ['Published figures are left out of the plot.', ...notesOnComparability(runs)]
}

/** Whether official figures of the runs are comparable with published ones. */
export function notesOnComparability(runs: readonly RunView[]): string[] {
  const incomparable = runs.filter(({ report }) => !report.officialComparable.comparable)
  const byReasons = groupBy(incomparable, ({ report }) => report.officialComparable.reasons.join('; '))
  return [...byReasons].map(
    ([reasons, group]) =>
      `Official figures of ${labels(group)} are not comparable with published ones: ${reasons}.`,
  )
}

function labels(runs: readonly RunView[]): string {
  return runs.map(({ label }) => label).join(', ')
}

function groupBy(runs: readonly RunView[], keyOf: (run: RunView) => string): Map<string, RunView[]> {
  const groups = new Map<string, RunView[]>()
  for (const run of runs) groups.set(keyOf(run), [...(groups.get(keyOf(run)) ?? []), run])
  return groups
}
