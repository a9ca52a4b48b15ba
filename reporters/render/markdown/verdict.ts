import { f1, integer, percent, plural, points, pointsInterval, signed } from '../../../plugin/core/format.ts'
import { outcomeTone } from '../../../plugin/gate/outcome/titles.ts'
import type { FieldF1Comparison } from '../../../plugin/records/comparison.ts'
import { comparedLabel, metricLabel } from '../../../plugin/records/gate-metric.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { baselinePlace, baselineResult, nonInferiorityText, referenceLabel } from '../baseline-words.ts'
import type { Block } from './blocks.ts'
import { markdownCode, markdownProse } from './markdown-text.ts'

export const MARKS = { bad: '❌', warn: '⚠️', good: '✅', neutral: 'ℹ️' } as const
/** Longest sentence of the gate, which may quote many ids. */
const LONGEST = 600
const MAX_NOTES = 8

/** `❌ regression`. */
export function outcomeMark({ outcome }: RunReport): string {
  return `${MARKS[outcomeTone(outcome)]} ${outcome.title}`
}

/** The decision and its reason, as the first block. */
export function verdictBlocks(report: RunReport, sentences: readonly string[]): Block[] {
  const { outcome, replayed } = report
  const notes = outcome.notes.slice(0, MAX_NOTES).map((note) => `- ${prose(note)}`)
  return [
    `**${prose(outcome.reason)}**${replayed ? ' (replayed, no model ran)' : ''}`,
    ...(notes.length > 0 ? [notes.join('\n')] : []),
    ...(sentences.length > 0
      ? [`What stands out:\n\n${sentences.map((text) => `- ${prose(text)}`).join('\n')}`]
      : []),
  ]
}

/** The evidence of the decision. */
export function comparisonBlocks({ verdict }: RunReport): Block[] {
  const { comparison, fieldF1, mean, metric, baseline, changed } = verdict
  const lines: string[] = []
  if (baseline !== null) {
    lines.push(
      `- ${referenceLabel(baseline)} ${markdownCode(baselinePlace(baseline), 300)} (${markdownCode(baseline.model, 80)}, ` +
        `${baselineResult(baseline, (count) => plural(count, 'example'))})`,
    )
  }
  if (mean !== undefined) lines.push(meanLine(metricLabel(metric), mean))
  if (comparison !== null) {
    const { pairs, referenceExact, candidateExact, difference, differenceInterval, lost, gained } = comparison
    lines.push(
      `- ${comparedLabel(metric)} ${percent(referenceExact / pairs)} → ${percent(candidateExact / pairs)}, ${points(difference)} ` +
        `(95 %: ${pointsInterval(differenceInterval)}); lost ${integer(lost.length)}, gained ${integer(gained.length)}`,
    )
  }
  if (fieldF1 !== null && metric !== 'fieldF1') lines.push(meanLine('FieldF1', fieldF1))
  const test = nonInferiorityText(verdict)
  if (test !== null) lines.push(`- non-inferiority: ${test}`)
  if (changed.length > 0) lines.push(`- changed: ${changed.slice(0, 10).map(prose).join(', ')}`)
  return lines.length > 0 ? [lines.join('\n')] : []
}

function meanLine(label: string, mean: FieldF1Comparison): string {
  const [low, high] = mean.interval
  return (
    `- ${label} ${f1(mean.reference)} → ${f1(mean.candidate)}, ${signed(mean.difference, 3)} ` +
    `(95 %: ${signed(low, 3)} to ${signed(high, 3)})`
  )
}

function prose(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  return markdownProse(cut)
}
