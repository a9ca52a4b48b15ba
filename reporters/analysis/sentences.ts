import { plural } from '../../plugin/core/format.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import type { Analysis } from './analysis.ts'
import type { OutputCounts } from './output-counts.ts'
import { confusedTypes, hopelessSchemas, longPrompts, lostField } from './rules/common-causes.ts'
import { commonestClass, nearMisses, whatRose } from './rules/error-classes.ts'
import { notJson, outputKinds, unanswered, wrapped } from './rules/output-text.ts'
import type { Rule } from './rules/rule.ts'
import { truncation } from './rules/truncation.ts'

const MOST = 3

/**
 * What matters most comes first: what is not the model's fault (engine, token limit, prompt), what changed, what can be
 * repaired (one field, one type, one schema, text around the JSON), and then descriptions.
 */
const RULES: readonly Rule[] = [
  unanswered,
  outputKinds,
  truncation,
  notJson,
  whatRose,
  lostField,
  confusedTypes,
  hopelessSchemas,
  wrapped,
  longPrompts,
  nearMisses,
  commonestClass,
]

/** The first three sentences that the facts call for. */
export function sentences(
  report: RunReport,
  figures: Omit<Analysis, 'sentences'>,
  outputs: OutputCounts,
): string[] {
  const facts = { ...figures, report, outputs }
  const { scored, missed } = outputs
  const found: string[] = []
  if (scored === 0) {
    if ((report.totals.complianceOnly ?? 0) === 0) found.push('No output was scored')
  } else if (missed === 0)
    found.push(`${scored === 1 ? 'The one output is' : `All ${plural(scored, 'output')} are`} exact`)
  for (const rule of RULES) {
    if (found.length === MOST) break
    const sentence = rule(facts)
    if (sentence !== null) found.push(sentence)
  }
  return found.map((sentence) => `${sentence}.`)
}
