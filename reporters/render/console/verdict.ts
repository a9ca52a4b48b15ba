import { f1, percent, points, pointsInterval, pText, signed } from '../../../plugin/core/format.ts'
import { outcomeTone } from '../../../plugin/gate/outcome/titles.ts'
import { thresholdText } from '../../../plugin/gate/thresholds/threshold-text.ts'
import type { FieldF1Comparison } from '../../../plugin/records/comparison.ts'
import { comparedLabel, metricLabel } from '../../../plugin/records/gate-metric.ts'
import type { Outcome } from '../../../plugin/records/outcome.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import type { Verdict } from '../../../plugin/records/verdict.ts'
import { baselinePlace, baselineResult, nonInferiorityText, referenceLabel } from '../baseline-words.ts'
import { wrap } from '../text.ts'
import { type Colors, labelled, type Page } from './page.ts'

/** The evidence of the decision, and the paths of the written files. */
export function evidence({ verdict }: RunReport, files: readonly string[], page: Page): string[] {
  return [
    ...baseline(verdict, page),
    ...comparison(verdict, page),
    ...nonInferiority(verdict, page),
    ...slices(verdict, page),
    ...thresholdsMet(verdict, page),
    ...(verdict.changed.length > 0 ? labelled(page, 'changed', verdict.changed.join(', ')) : []),
    ...(files.length > 0 ? labelled(page, 'written', files.join(', '), page.color.dim) : []),
  ]
}

/** The decision and the next steps. It comes last, directly above the shell prompt. */
export function headline({ outcome }: RunReport, page: Page): string[] {
  const { color } = page
  const [title, paint] = badge(outcome, color)
  const hang = title.length + 3
  const lines = wrapReason(outcome.reason, page.width - hang)
  return [
    ...lines.map((line, index) =>
      index === 0 ? ` ${paint(title)}  ${color.bold(line)}` : `${' '.repeat(hang)}${color.bold(line)}`,
    ),
    ...outcome.notes.flatMap((note) =>
      wrap(note, page.width - 5).map(
        (line, index) => `${index === 0 ? '   ' : '     '}${notePaint(note, color)(line)}`,
      ),
    ),
  ]
}

/** Wrapped, but never between `p =` and its number. */
function wrapReason(reason: string, width: number): string[] {
  const bound = reason.replace(/p ([=<]) (?=\d)/g, 'p\u00a0$1\u00a0')
  return wrap(bound, width).map((line) => line.replaceAll('\u00a0', ' '))
}

/** The gate's notes begin with their kind. */
function notePaint(note: string, color: Colors): (text: string) => string {
  if (note.startsWith('Threshold not met')) return color.red
  return note.startsWith('Warning') ? color.yellow : (text) => text
}

function badge(outcome: Outcome, color: Colors): [string, (text: string) => string] {
  if (outcome.state === 'not_gated') return [`${outcome.title}:`, color.yellow]
  const title = ` ${outcome.title} `
  const tone = outcomeTone(outcome)
  if (tone === 'bad') return [title, (text) => color.bgRed(color.white(color.bold(text)))]
  const back = { warn: color.bgYellow, good: color.bgGreen, neutral: color.bgCyan }[tone]
  return [title, (text) => back(color.black(color.bold(text)))]
}

function baseline({ baseline }: Verdict, page: Page): string[] {
  if (baseline === null) return []
  return labelled(
    page,
    referenceLabel(baseline),
    `${baselinePlace(baseline)} (${baseline.model}, ${baselineResult(baseline)})`,
  )
}

function nonInferiority(verdict: Verdict, page: Page): string[] {
  const text = nonInferiorityText(verdict)
  return text === null ? [] : labelled(page, 'bound', text)
}

function comparison({ comparison, fieldF1, mean, metric }: Verdict, page: Page): string[] {
  const decided = mean === undefined ? [] : meanLine(metricLabel(metric), mean, page)
  return [...decided, ...others({ comparison, fieldF1, metric }, page)]
}

function others(
  { comparison, fieldF1, metric }: Pick<Verdict, 'comparison' | 'fieldF1' | 'metric'>,
  page: Page,
): string[] {
  if (comparison === null) return []
  const { referenceExact, candidateExact, pairs, difference, differenceInterval } = comparison
  const lines = labelled(
    page,
    comparedLabel(metric),
    `${percent(referenceExact / pairs)} → ${percent(candidateExact / pairs)}, ${points(difference)} ` +
      `(95 %: ${pointsInterval(differenceInterval)})`,
  )
  return fieldF1 === null || metric === 'fieldF1' ? lines : [...lines, ...meanLine('FieldF1', fieldF1, page)]
}

function meanLine(label: string, mean: FieldF1Comparison, page: Page): string[] {
  const [from, to] = mean.interval
  return labelled(
    page,
    label,
    `${f1(mean.reference)} → ${f1(mean.candidate)}, ${signed(mean.difference, 3)} ` +
      `(95 %: ${signed(from, 3)} to ${signed(to, 3)})`,
  )
}

/** Only slices that are significantly worse: the breakdown has the figures of every slice. */
function slices({ slices, alpha }: Verdict, page: Page): string[] {
  return slices
    .filter(({ pWorseHolm }) => pWorseHolm <= alpha)
    .slice(0, 5)
    .flatMap(({ dimension, key, pairs, referenceExact, candidateExact, pWorseHolm }) =>
      labelled(
        page,
        'worse slice',
        `${dimension} ${key}: ${referenceExact} → ${candidateExact} of ${pairs}, ${pText(pWorseHolm)} after Holm`,
        page.color.yellow,
      ),
    )
}

/** The gate's notes name thresholds that are not met or could not be judged. */
function thresholdsMet({ thresholds }: Verdict, page: Page): string[] {
  const met = thresholds.filter(
    ({ broken, skipped, unmeasured }) => !broken && skipped === undefined && unmeasured === undefined,
  )
  return met.length === 0
    ? []
    : labelled(page, 'thresholds', met.map(thresholdText).join('; '), page.color.dim)
}
