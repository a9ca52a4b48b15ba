import { originText } from '../../plugin/records/baseline-source.ts'
import type { BaselineSummary } from '../../plugin/records/verdict.ts'

/** `evals/test.edgejson.baseline.jsonl in git:main, commit 1f3c9a2b4d5e`: what a run was compared with. Untrusted text. */
export function baselinePlace({ path, origin }: Pick<BaselineSummary, 'path' | 'origin'>): string {
  if (origin === undefined) return path
  return origin.kind === 'report' ? `report ${path}` : `${path} in ${originText(origin)}`
}
