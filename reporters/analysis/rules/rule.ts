import { printable } from '../../../plugin/core/printable.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import type { Analysis } from '../analysis.ts'
import type { OutputCounts } from '../output-counts.ts'

/** What a rule looks at. */
export interface Facts extends Omit<Analysis, 'sentences'> {
  readonly report: RunReport
  readonly outputs: OutputCounts
}

/** One sentence without its full stop where the facts call for it, null where they do not. */
export type Rule = (facts: Facts) => string | null

/** A name from outside as part of a sentence. */
export function named(text: string, length = 60): string {
  const safe = printable(text.slice(0, length))
  return text.length > length ? `${safe}…` : safe
}
