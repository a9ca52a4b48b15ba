import { ERROR_CLASSES, type ErrorClass } from '../records/error-class.ts'
import type { FinishReason } from '../records/finish-reason.ts'
import type { Extraction } from './extraction.ts'

/** The input of {@link classifyMiss}. */
export interface MissEvidence {
  /** The lenient extraction. */
  readonly extraction: Extraction
  /** The kinds of all differences between what was found and what was expected; empty when nothing was found. */
  readonly kinds: ReadonlySet<ErrorClass>
  /** Undefined if unknown; then the class `truncated` is not used. */
  readonly finishReason?: FinishReason | undefined
}

/**
 * The class of a miss: the first of {@link ERROR_CLASSES} that applies. Null when the output is exact. An
 * output that the token limit cut off before any value was complete is `truncated`, whatever it contains.
 */
export function classifyMiss(evidence: MissEvidence): ErrorClass | null {
  const { extraction, kinds, finishReason } = evidence
  if (!extraction.found) return finishReason === 'length' ? 'truncated' : extraction.reason
  return ERROR_CLASSES.find((errorClass) => kinds.has(errorClass)) ?? null
}
