import { printable } from '../../plugin/core/printable.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'

/** Splits of EdgeJSON v3 as published: SHA-256 of the content with LF at every line's end. */
const OFFICIAL_SPLITS: ReadonlySet<string> = new Set([
  // Test, 158 examples.
  '39ce24e2c72e1864d759e53ad856a554bab724e808f9b9a957c6388c1875cd30',
  // Train, 629 examples.
  '2eb76b30cfbeffa3f622e798ea83476fa17fc28041ff6f37efc0a2c4b56b6114',
])

/** Engines that put the prompt into a chat template. */
const CHAT = /(?:^|\W)(?:chat|responses)(?:$|\W)/i

/**
 * Whether the official scores may stand next to published figures, and if not, why. Those were made with a published split,
 * the official prompt as the whole text that the model saw, 512 new tokens and no early stop, over all examples.
 */
export function officialComparable({
  dataset,
  fingerprint: { template, maxNewTokens, stop, repeats = 1 },
  model,
  totals,
  coverage,
}: Pick<
  RunReport,
  'dataset' | 'fingerprint' | 'model' | 'totals' | 'coverage'
>): RunReport['officialComparable'] {
  const reasons: string[] = []
  if (!OFFICIAL_SPLITS.has(dataset.sha256))
    reasons.push(`dataset ${printable(dataset.name, 60)}, not an official split of EdgeJSON v3`)
  if (template !== 'official') reasons.push(`template ${template}, not official`)
  else if (CHAT.test(model.engine))
    reasons.push(`prompt through ${printable(model.engine, 40)}, which applies a chat template`)
  if (maxNewTokens !== 512) reasons.push(`token limit ${maxNewTokens}, not 512`)
  if (stop !== 'eos') reasons.push(`stop criterion ${stop}, not eos`)
  if (repeats !== 1) reasons.push(`the worst of ${repeats} completions of each example, not one`)
  if (totals.failed > 0) reasons.push(`${totals.failed} without a completion`)
  if (!coverage.complete) reasons.push('not all examples ran')
  return { comparable: reasons.length === 0, reasons }
}
