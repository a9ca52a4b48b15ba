import type { Baseline } from '../../../plugin/records/baseline.ts'
import type { HistoryPoint } from './options.ts'

/** A committed baseline as a state of its history. `label` identifies it: its commit, release or date. */
export function historyPoint(
  label: string,
  { provenance, totals }: Pick<Baseline, 'provenance' | 'totals'>,
  note?: string,
): HistoryPoint {
  const { exact, scored, fieldF1, schemaCompliance } = totals
  const { model, dtype } = provenance
  return {
    label,
    ...(note === undefined ? {} : { note }),
    model: dtype === null ? model : `${model} ${dtype}`,
    exact,
    scored,
    fieldF1,
    schemaCompliance,
  }
}
