import type { FinishReason } from '../records/completion.ts'
import { ERROR_CLASSES, type ErrorClass } from '../records/scores.ts'
import type { Extraction } from './extraction.ts'

/** What {@link classifyMiss} looks at. */
export interface MissEvidence {
  /** The lenient extraction. */
  readonly extraction: Extraction
  /** The kinds of all differences between what was found and what was expected; empty when nothing was found. */
  readonly kinds: ReadonlySet<ErrorClass>
  /** Undefined where it is not known; `truncated` is then never said. */
  readonly finishReason?: FinishReason | undefined
}

/**
 * The class of a miss: the most telling one, in the order of {@link ERROR_CLASSES}. Null when the answer is exact.
 * An answer that the token limit cut off before any value was complete is `truncated`, whatever there is of it.
 */
export function classifyMiss(evidence: MissEvidence): ErrorClass | null {
  const { extraction, kinds, finishReason } = evidence
  if (!extraction.found) return finishReason === 'length' ? 'truncated' : extraction.reason
  return ERROR_CLASSES.find((errorClass) => kinds.has(errorClass)) ?? null
}
