import {
  f1,
  integer,
  percent,
  points,
  pointsInterval,
  pointsSize,
  signed,
} from '../../../../plugin/core/format.ts'
import {
  energyTitle,
  exitText,
  latencyReason,
  latencyTitle,
  outcomeTone,
} from '../../../../plugin/gate/outcome/titles.ts'
import { thresholdText } from '../../../../plugin/gate/thresholds/threshold-text.ts'
import type { FieldF1Comparison, PairedComparison } from '../../../../plugin/records/comparison.ts'
import { metricLabel } from '../../../../plugin/records/gate-metric.ts'
import type { Outcome } from '../../../../plugin/records/outcome.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import type { ThresholdResult } from '../../../../plugin/records/threshold-result.ts'
import type { Verdict } from '../../../../plugin/records/verdict.ts'
import { baselinePlace, baselineResult, nonInferiorityText, referenceLabel } from '../../baseline-words.ts'
import { costText } from '../../cost-words.ts'
import { differenceMark } from '../charts/interval.ts'
import { type Html, html } from '../markup.ts'

/** The decision and its evidence. */
export function verdictPanel({ outcome, verdict, latencyGate, energyGate, cost }: RunReport): Html {
  const tone = toneOf(outcome)
  return html`<div class="verdict ${tone}">
<p class="verdict-title"><span class="verdict-mark" aria-hidden="true">${TONE_MARKS[tone]}</span> <strong>${outcome.title}</strong> <span class="exit">${exitText(outcome)}</span></p>
<p class="verdict-reason">${outcome.reason}</p>
${verdict.comparison === null || verdict.mean !== undefined ? null : comparisonLines(verdict, verdict.comparison)}
${thresholds(verdict.thresholds)}
${facts(verdict, outcome.notes, { latencyGate, energyGate, cost })}
</div>`
}

function comparisonLines(verdict: Verdict, comparison: PairedComparison): Html {
  const { difference, differenceInterval, referenceExact, candidateExact, pairs } = comparison
  const smallest = verdict.nonInferiority?.margin ?? verdict.minEffect
  return html`<div class="difference">
${differenceMark(difference, differenceInterval, smallest)}
<p>${percent(referenceExact / pairs)} → ${percent(candidateExact / pairs)}, ${points(difference)}; 95 % interval ${pointsInterval(differenceInterval)}. <span class="aside">The dotted line is ${verdict.nonInferiority === undefined ? 'the smallest loss that counts' : 'the margin'}, ${pointsSize(smallest)}.</span></p>
</div>`
}

function thresholds(results: readonly ThresholdResult[]): Html | null {
  if (results.length === 0) return null
  return html`<ul class="thresholds">${results.map((each) => {
    const mark = each.broken ? '✕' : (each.skipped ?? each.unmeasured) === undefined ? '✓' : '–'
    return html`<li class="${each.broken ? 'broken' : ''}"><span aria-hidden="true">${mark}</span> ${thresholdText(each)}</li>`
  })}</ul>`
}

function facts(
  verdict: Verdict,
  notes: readonly string[],
  { latencyGate, energyGate, cost }: Pick<RunReport, 'latencyGate' | 'energyGate' | 'cost'>,
): Html {
  const { baseline, changed, comparison, fieldF1, mean, metric } = verdict
  const lines: (readonly [string, string])[] = []
  if (baseline !== null) {
    lines.push([
      referenceLabel(baseline),
      `${baselinePlace(baseline)} (${baseline.model}, ${baselineResult(baseline)})`,
    ])
  }
  if (metric !== undefined) lines.push(['metric', metricLabel(metric)])
  if (mean !== undefined) {
    lines.push([metricLabel(metric), meanText(mean)])
    if (comparison !== null)
      lines.push([
        'JSONExact',
        `${integer(comparison.referenceExact)} → ${integer(comparison.candidateExact)} of ${integer(comparison.pairs)}`,
      ])
  }
  if (fieldF1 !== null && metric !== 'fieldF1') lines.push(['FieldF1', meanText(fieldF1)])
  const test = nonInferiorityText(verdict)
  if (test !== null) lines.push(['non-inferiority', test])
  if (cost !== undefined) lines.push(['cost', costText(cost)])
  if (changed.length > 0) lines.push(['changed', changed.join(', ')])
  if (latencyGate !== undefined) {
    lines.push(['latency', `${latencyTitle(latencyGate)}: ${latencyReason(latencyGate)}`])
  }
  if (energyGate !== undefined) lines.push(['energy', `${energyTitle(energyGate)}: ${energyGate.reason}`])
  for (const note of notes) lines.push(['note', note])
  if (lines.length === 0) return html``
  return html`<dl class="facts">${lines.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`
}

function meanText({ reference, candidate, difference, interval: [low, high] }: FieldF1Comparison): string {
  return (
    `${f1(reference)} → ${f1(candidate)}, ${signed(difference, 3)} ` +
    `(95 %: ${signed(low, 3)} to ${signed(high, 3)})`
  )
}

/** Marks of the tones; the words have the same meaning. */
type Tone = 'good' | 'warn' | 'bad' | 'plain'

export function toneOf(outcome: Outcome): Tone {
  const tone = outcomeTone(outcome)
  return tone === 'neutral' ? 'plain' : tone
}

export const TONE_MARKS: Readonly<Record<Tone, string>> = { good: '✓', warn: '!', bad: '✕', plain: '–' }
