import { integer, percent, plural, points, pointsInterval, pValue } from '../../../plugin/core/format.ts'
import { metricLabel } from '../../../plugin/records/gate-metric.ts'
import type { PairComparison, PairSlice, ReportComparison } from '../../compare/types.ts'
import { markdownTable } from '../markdown/markdown-table.ts'
import { markdownCode, markdownText } from '../markdown/markdown-text.ts'
import { shownId } from '../shorten.ts'
import {
  agreementText,
  changedCounts,
  changedSlices,
  conclusion,
  differenceIntervalText,
  differenceNumber,
  latencyTexts,
  marginText,
  metricFacts,
  otherFacts,
  powerText,
  rankNote,
  rankText,
  runFigures,
  testText,
} from './words.ts'

/** Longest untrusted text in a table cell, in UTF-16 units. */
const LONGEST = 300

/** The extent of a comparison. */
export interface ComparisonMarkdownOptions {
  /** List every id and slice instead of the first ones. Default false. */
  readonly all?: boolean
}

/**
 * Largest number of rows and ids of a list, unless `all` is set: a comment on a pull request has at most 65,536
 * characters.
 */
const MOST = 20

/** A comparison as GitHub's Markdown, for a job summary or a comment. Untrusted text has no effect. */
export function renderComparisonMarkdown(
  comparison: ReportComparison,
  options: ComparisonMarkdownOptions = {},
): string {
  const most = options.all === true ? Number.POSITIVE_INFINITY : MOST
  const { dataset, examples, against, pairs, warnings } = comparison
  const blocks = [
    '## EdgeJSON comparison',
    against.map((pair) => `- ${emphasis(pair)}`).join('\n'),
    `${plural(comparison.runs.length, 'run')} on ${markdownCode(dataset.path, LONGEST)}, ${plural(examples, 'example')}.`,
    ...warnings.map((text) => `**Warning:** ${sentence(text)}`),
    runTable(comparison),
    notes(comparison),
    ...(comparison.runs.length > 2 ? ['### All pairs', allPairs(pairs, most)] : []),
    ...against.flatMap((pair) => pairBlocks(pair, comparison, most)),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function emphasis(pair: PairComparison): string {
  const { tone, text } = conclusion(pair)
  const plain = sentence(text)
  return tone === 'open' ? plain : `**${plain}**`
}

function runTable({ runs, reference, metric }: ReportComparison): string {
  const [titled] = runs
  const figures = titled === undefined ? [] : runFigures(titled, metric)
  return markdownTable(
    ['', 'run', ...figures.flatMap(({ title }) => [title, '95 % interval']), 'schema', 'rank'],
    runs.map((run) => [
      run.key,
      markdownCode(run.label, LONGEST) + (run.key === reference ? ' (reference)' : ''),
      ...runFigures(run, metric).flatMap(({ value, interval }) => [value, interval]),
      percent(run.schemaCompliance),
      rankText(run.rank),
    ]),
    2,
  )
}

function notes(comparison: ReportComparison): string {
  const [first] = comparison.against
  const lines = [rankNote(comparison), ...(first === undefined ? [] : [powerText(first)])]
  return `<sub>${lines.map(sentence).join(' ')}</sub>`
}

function allPairs(pairs: ReportComparison['pairs'], most: number): string {
  const more = pairs.length - most
  const [one] = pairs
  const titles = one === undefined ? [] : changedCounts(one).titles
  return [
    markdownTable(
      ['pair', ...titles, 'difference', '95 % interval', 'p', 'p (Holm)'],
      pairs
        .slice(0, most)
        .map((pair) => [
          `${pair.candidate} against ${pair.reference}`,
          ...changedCounts(pair).counts.map((count) => integer(count)),
          pair.mean === undefined ? points(pair.difference) : differenceNumber(pair),
          differenceIntervalText(pair),
          pNumber(pair.p),
          pair.significant ? `**${pNumber(pair.pHolm)}**` : pNumber(pair.pHolm),
        ]),
    ),
    ...(more > 0 ? [`… ${more} more`] : []),
  ].join('\n\n')
}

function pNumber(p: number): string {
  return sentence(pValue(p))
}

function pairBlocks(pair: PairComparison, { pairs, metric }: ReportComparison, most: number): string[] {
  const margin = marginText(pair)
  const facts = [
    ...metricFacts(pair, metric),
    ['tests', testText(pair, pairs.length)],
    ...otherFacts(pair, metric),
    ...(margin === null ? [] : [['margin', margin]]),
    ['agreement', agreementText(pair, metric)],
    ['latency', latencyTexts(pair.latency).join('; ')],
    ...(pair.changed.length === 0 ? [] : [['changed', pair.changed.join(', ')]]),
  ]
  return [
    `### ${pair.candidate} against ${pair.reference}`,
    facts.map(([name, text]) => `- **${name}**: ${sentence(text ?? '')}`).join('\n'),
    slices(pair, most),
    ids('Lost', pair.paired.lost, most),
    ids('Gained', pair.paired.gained, most),
  ]
}

function slices(pair: PairComparison, most: number): string {
  const complexities = pair.slices.filter(({ dimension }) => dimension === 'complexity')
  const others = changedSlices(pair).filter(({ dimension }) => dimension !== 'complexity')
  const list = [...complexities, ...others.slice(0, most)]
  if (list.length === 0) return ''
  const more = others.length - most
  const table = markdownTable(
    [
      pair.mean === undefined ? 'slice' : `slice (${metricLabel()})`,
      '',
      'n',
      pair.reference,
      pair.candidate,
      'lost',
      'gained',
      'difference',
      '95 % interval',
      'p (Holm)',
    ],
    list.map(sliceRow),
    2,
  )
  return more > 0 ? `${table}\n\n… ${more} more slices in which something changed` : table
}

function sliceRow(slice: PairSlice): string[] {
  return [
    slice.dimension,
    markdownCode(slice.key, LONGEST),
    integer(slice.pairs),
    integer(slice.referenceExact),
    integer(slice.candidateExact),
    integer(slice.lost),
    integer(slice.gained),
    points(slice.difference),
    pointsInterval(slice.differenceInterval),
    pNumber(slice.pHolm),
  ]
}

function ids(what: string, list: readonly string[], most: number): string {
  if (list.length === 0) return ''
  const shown = list
    .slice(0, most)
    .map((text) => markdownCode(shownId(text), Number.POSITIVE_INFINITY))
    .join(', ')
  const more = list.length > most ? ` and ${integer(list.length - most)} more` : ''
  return `**${what} ${integer(list.length)}:** ${shown}${more}`
}

/** A sentence that may quote untrusted text. */
function sentence(text: string): string {
  return markdownText(text, Number.POSITIVE_INFINITY)
}
