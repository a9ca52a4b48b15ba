import { f1, integer, percentNumber, pointsSize } from '../../plugin/core/format.ts'
import { originText } from '../../plugin/records/baseline-source.ts'
import { isRate } from '../../plugin/records/gate-metric.ts'
import type { BaselineSummary, Verdict } from '../../plugin/records/verdict.ts'

/** `evals/test.edgejson.baseline.jsonl in git:main, commit 1f3c9a2b4d5e`: what a run was compared with. Untrusted text. */
export function baselinePlace({ path, origin }: Pick<BaselineSummary, 'path' | 'origin'>): string {
  if (origin === undefined) return path
  if (origin.kind === 'report') return `report ${path}`
  return origin.kind === 'project' ? originText(origin) : `${path} in ${originText(origin)}`
}

/** `100 of 160 exact`, or `12 of 30 compliant` where no example has an expected value. */
export function baselineResult(
  { exact, compliant, examples }: Pick<BaselineSummary, 'exact' | 'compliant' | 'examples'>,
  of: (examples: number) => string = integer,
): string {
  return `${integer(compliant ?? exact)} of ${of(examples)} ${compliant === undefined ? 'exact' : 'compliant'}`
}

/** What the line with {@link baselinePlace} is called. */
export function referenceLabel({ origin }: Pick<BaselineSummary, 'origin'>): string {
  return origin?.kind === 'project' ? 'reference' : 'baseline'
}

/** `loss at most 2.4 points, margin 3.0 points (one-sided, 95 %)`: the test against another project. */
export function nonInferiorityText({
  nonInferiority,
  metric,
}: Pick<Verdict, 'nonInferiority' | 'metric'>): string | null {
  if (nonInferiority === undefined) return null
  const { margin, alpha, lossUpperBound } = nonInferiority
  const size = (value: number): string => (isRate(metric) ? pointsSize(value) : f1(value))
  const loss = lossUpperBound <= 0 ? 'no loss' : `loss at most ${size(lossUpperBound)}`
  return `${loss}, margin ${size(margin)} (one-sided, ${percentNumber(1 - alpha)} %)`
}
