import type { Tally } from '../../plugin/aggregation/tally.ts'
import { plural } from '../../plugin/core/format.ts'
import { afterLastEnd, type ReasoningBlock, reasoningBlocks } from '../../plugin/extraction/reasoning.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { Fingerprint } from '../../plugin/records/fingerprint.ts'
import { primaryScores } from '../../plugin/records/scores.ts'

/**
 * Why scores of completions that the token limit cut cannot be trusted; null where they can. Where most completions that
 * ended by themselves have an end marker of reasoning without a start, the chat template opens the block, and an engine that
 * does not know the template (a server) cannot say so. JSON in a completion that was cut before the marker is a draft.
 */
export function reasoningTally({
  reasoning,
}: Pick<Fingerprint, 'reasoning'>): Tally<CaseRecord, string | null> {
  const counted = blocksOf(reasoning).map((block) => ({ block, ended: 0, unpaired: 0, drafts: 0 }))
  return {
    add(each) {
      for (const counts of counted) countReasoning(each, counts)
    },
    result: () => unclearText(counted),
  }
}

function unclearText(counted: readonly BlockCounts[]): string | null {
  for (const { block, ended, unpaired, drafts } of counted) {
    if (drafts > 0 && unpaired * 2 > ended) {
      const [end = ''] = block.ends
      return (
        `${plural(unpaired, 'completion')} with ${JSON.stringify(end)} and without ${JSON.stringify(block.start)}: the chat ` +
        `template seems to open the reasoning. ${plural(drafts, 'exact completion')} cut by the token limit without an ` +
        `end marker: the JSON may be a draft. Set reasoning: { start: ${JSON.stringify(block.start)}, end: ` +
        `${JSON.stringify(end)}, opened: true }, and raise maxNewTokens`
      )
    }
  }
  return null
}

interface BlockCounts {
  readonly block: ReasoningBlock
  ended: number
  unpaired: number
  drafts: number
}

function countReasoning({ completion, scores }: CaseRecord, counts: BlockCounts): void {
  if (completion === null || completion.reasoningOpened !== undefined) return
  const { text, finishReason } = completion
  const { block } = counts
  const end = afterLastEnd(text, [block])
  if (finishReason === 'stop') {
    counts.ended += 1
    if (end !== -1 && !text.slice(0, end).includes(block.start)) counts.unpaired += 1
  } else if (finishReason === 'length' && end === -1 && !text.includes(block.start)) {
    if (primaryScores(scores)?.jsonExact === true) counts.drafts += 1
  }
}

/** The blocks of the option by its name in the report, see `reasoningName`. */
function blocksOf(name: string): readonly ReasoningBlock[] {
  if (name === 'default') return reasoningBlocks()
  if (name === 'none') return []
  const parts: unknown = JSON.parse(name)
  if (!Array.isArray(parts)) return []
  const [start, end, opened] = parts as readonly unknown[]
  return typeof start === 'string' && typeof end === 'string' && opened === undefined
    ? reasoningBlocks({ start, end })
    : []
}
