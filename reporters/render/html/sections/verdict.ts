import type {
  FloorResult,
  LatencyVerdict,
  PairedComparison,
  RunReport,
  Verdict,
} from '../../../../plugin/model/index.ts'
import { duration, f1, integer, NOT_MEASURED, percent, points, signed } from '../../format.ts'
import { latencyReason, latencyTitle } from '../../latency-title.ts'
import { differenceMark } from '../charts/interval.ts'
import { type Html, html } from '../markup.ts'
import { exitText, TONE_MARKS, verdictTitle, verdictTone } from './tone.ts'

/** The decision, in one look, and what it rests on. */
export function verdictPanel({ verdict, latencyGate }: RunReport): Html {
  const tone = verdictTone(verdict)
  return html`<div class="verdict ${tone}">
<p class="verdict-title"><span class="verdict-mark" aria-hidden="true">${TONE_MARKS[tone]}</span> <strong>${verdictTitle(verdict)}</strong> <span class="exit">${exitText(verdict)}</span></p>
<p class="verdict-reason">${verdict.reason}</p>
${verdict.comparison === null ? null : comparisonLines(verdict, verdict.comparison)}
${floors(verdict.floors)}
${facts(verdict, latencyGate)}
</div>`
}

function comparisonLines(verdict: Verdict, comparison: PairedComparison): Html {
  const { difference, differenceInterval, referenceExact, candidateExact, pairs } = comparison
  const [low, high] = differenceInterval
  return html`<div class="difference">
${differenceMark(difference, differenceInterval, verdict.minEffect)}
<p>${percent(referenceExact / pairs)} → ${percent(candidateExact / pairs)}, ${points(difference)}; 95 % interval ${signed(low * 100, 1)} to ${signed(high * 100, 1)}. <span class="aside">The dotted line is the smallest loss that counts, ${(verdict.minEffect * 100).toFixed(1)} points.</span></p>
</div>`
}

function floors(results: readonly FloorResult[]): Html | null {
  if (results.length === 0) return null
  return html`<ul class="floors">${results.map(
    (floor) =>
      html`<li class="${floor.broken ? 'broken' : ''}"><span aria-hidden="true">${floor.broken ? '✕' : floor.skipped === undefined ? '✓' : '–'}</span> ${floorText(floor)}</li>`,
  )}</ul>`
}

function floorText({ name, limit, actual, broken, skipped }: FloorResult): string {
  const ceiling = name.includes('latency')
  const show = ceiling ? duration : name.endsWith('fieldF1') ? f1 : percent
  const bound = `${name}: ${ceiling ? 'at most' : 'at least'} ${show(limit)} asked`
  if (skipped !== undefined) return `${bound}, not judged: ${skipped}`
  if (actual === null) return `${bound}, ${NOT_MEASURED}: broken`
  return `${bound}, ${show(actual)} measured${broken ? ': broken' : ''}`
}

function facts(verdict: Verdict, latencyGate: LatencyVerdict | undefined): Html {
  const { baseline, changed, notes, fieldF1 } = verdict
  const lines: (readonly [string, string])[] = []
  if (baseline !== null) {
    const { path, model, exact, examples } = baseline
    lines.push(['baseline', `${path} (${model}, ${integer(exact)} of ${integer(examples)} exact)`])
  }
  if (fieldF1 !== null) {
    const [low, high] = fieldF1.interval
    lines.push([
      'FieldF1',
      `${f1(fieldF1.reference)} → ${f1(fieldF1.candidate)}, ${signed(fieldF1.difference, 3)} ` +
        `(95 %: ${signed(low, 3)} to ${signed(high, 3)})`,
    ])
  }
  if (changed.length > 0) lines.push(['changed', changed.join(', ')])
  if (latencyGate !== undefined) {
    lines.push(['latency', `${latencyTitle(latencyGate)}: ${latencyReason(latencyGate)}`])
  }
  for (const note of notes) lines.push(['note', note])
  if (lines.length === 0) return html``
  return html`<dl class="facts">${lines.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`
}
