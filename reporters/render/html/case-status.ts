import type { CaseRecord } from '../../../plugin/records/case.ts'
import { hasResult, isRight } from '../../../plugin/records/case-result.ts'

/**
 * Statuses of an example, the most urgent first. `lost`, `gained` and `known` are relative to the baseline; `missed` is
 * a miss that is not in the baseline.
 */
export const CASE_STATUSES = ['lost', 'failed', 'missed', 'known', 'gained', 'passed'] as const
export type CaseStatus = (typeof CASE_STATUSES)[number]

/** A mark and a word for each status, so that no status depends on colour alone. */
export const STATUS_LABELS: Readonly<Record<CaseStatus, { readonly mark: string; readonly word: string }>> = {
  lost: { mark: '✕', word: 'LOST' },
  failed: { mark: '!', word: 'failed' },
  missed: { mark: '○', word: 'missed' },
  known: { mark: '↓', word: 'known miss' },
  gained: { mark: '↑', word: 'GAINED' },
  passed: { mark: '✓', word: 'passed' },
}

/** Follows lenient JSONExact, as every figure does, and schema compliance without an expected value. An exact output that fails a custom assertion is `missed`. */
export function caseStatus(
  record: Pick<CaseRecord, 'state' | 'scores' | 'compliance' | 'baseline'>,
): CaseStatus {
  const { state, baseline } = record
  if (!hasResult(record)) return 'failed'
  if (isRight(record)) {
    if (state === 'missed') return 'missed'
    return baseline === 'miss' ? 'gained' : 'passed'
  }
  if (baseline === 'hit') return 'lost'
  return baseline === 'miss' ? 'known' : 'missed'
}
