import { plural, pointsSize } from '../../plugin/core/format.ts'
import { listed } from '../../plugin/core/printable.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import { canShowNonInferiority } from '../../plugin/stats/non-inferiority.ts'

/** The wanted reference was not measured, and another variant is the reference. */
export function referenceWarning(
  variants: readonly { readonly name: string; readonly constraint: string | null }[],
  reference: string | null,
  wanted: string | undefined,
): string[] {
  const planned = wanted ?? variants.find(({ constraint }) => constraint === null)?.name
  if (reference === null || planned === undefined || planned === reference) return []
  return [`the reference ${planned} was not measured; ${reference} is the reference instead`]
}

/** Whether a variant without any change could be shown to be non-inferior at all. */
export function powerWarning(
  reference: RunReport | undefined,
  margin: number,
  alpha: number,
  measured: number,
): string[] {
  if (reference === undefined || measured < 2) return []
  const { exact, scored } = reference.totals
  if (scored === 0 || canShowNonInferiority({ exact, pairs: scored }, margin, alpha)) return []
  return [
    `${plural(scored, 'example')} are too few to show non-inferiority within ${pointsSize(margin)}, even for a variant in ` +
      'which no example changes',
  ]
}

/** Throughputs that were not measured alike. */
export function speedWarnings(live: readonly RunReport[]): string[] {
  const machines = new Set(live.map(({ machine }) => machine.label))
  const concurrencies = new Set(live.map(({ latency }) => latency.concurrency))
  return [
    ...(machines.size > 1 ? [`tokens/s are of different machines: ${listed([...machines])}`] : []),
    ...(concurrencies.size > 1
      ? [`tokens/s are of different concurrency: ${[...concurrencies].join(', ')}`]
      : []),
  ]
}
