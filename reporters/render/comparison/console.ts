import pc from 'picocolors'
import { integer, plural } from '../../../plugin/core/format.ts'
import { printable } from '../../../plugin/core/printable.ts'
import type { ComparedRun, PairComparison, ReportComparison } from '../../compare/types.ts'
import { flow, LABEL, labelledLines, type Page } from '../console/page.ts'
import { alignRows, type Cell, tableWidth } from '../table.ts'
import { clip, clipStart, whole, wrapBound } from '../text.ts'
import { type ComparisonPage, fitting, pairRow, sliceRows } from './console-tables.ts'
import {
  agreementText,
  type Conclusion,
  changedCounts,
  conclusion,
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

/** How a comparison is shown on a terminal. */
export interface ComparisonConsoleOptions {
  /** Whether to use colours; the caller knows the terminal, `NO_COLOR` and `FORCE_COLOR`. */
  readonly color: boolean
  /** Columns; at least 60 are used. Default 80. */
  readonly width?: number
  /** List every id, slice and pair instead of the first ones. Default false. */
  readonly all?: boolean
}

/** Largest number of rows of a list, unless `all` is set. */
const MOST = 12
const TITLE = ' EdgeJSON  '

/** A comparison for a terminal: the runs, each pair with its tests, and the conclusions last. */
export function renderComparison(comparison: ReportComparison, options: ComparisonConsoleOptions): string {
  const page: ComparisonPage = {
    width: Math.max(60, options.width ?? 80),
    color: pc.createColors(options.color),
    most: options.all === true ? Number.POSITIVE_INFINITY : MOST,
  }
  const sections = [
    header(comparison, page),
    runs(comparison, page),
    allPairs(comparison, page),
    ...comparison.against.flatMap((pair) => pairSections(pair, comparison, page)),
    conclusions(comparison, page),
  ].filter((section) => section.length > 0)
  return `\n${sections.map((section) => section.join('\n')).join('\n\n')}\n`
}

function header({ dataset, examples, runs }: ReportComparison, { color, width }: Page): string[] {
  const parts = [plural(runs.length, 'run'), clipStart(dataset.path, 44), plural(examples, 'example')]
  return flow(parts, width, TITLE.length).map((line, index) =>
    index === 0 ? color.bold(color.cyan(TITLE)) + line : ' '.repeat(TITLE.length) + line,
  )
}

/** Shortest length of a label, whatever the width. */
const SHORTEST_LABEL = 8
const INDENT = '   '

function runs(comparison: ReportComparison, page: ComparisonPage): string[] {
  const { color } = page
  const figuresOf = (run: ComparedRun) => runFigures(run, comparison.metric)
  const [titled] = comparison.runs
  const titles = titled === undefined ? [] : figuresOf(titled).map(({ title }) => title)
  const head = ['', 'run', titles[0] ?? '', '95 % interval', titles[1] ?? '', 'rank'].map(
    (text, column): Cell => ({ text, paint: color.dim, left: column === 1 }),
  )
  const rows = (room: number): Cell[][] =>
    comparison.runs.map((run) => {
      const [first, second] = figuresOf(run)
      return [
        { text: run.key, paint: color.bold },
        { text: clip(run.label, room), left: true },
        { text: first.value, paint: color.bold },
        { text: first.interval, paint: color.dim },
        { text: second?.value ?? '' },
        { text: rankText(run.rank), paint: color.bold },
      ]
    })
  const besides = INDENT.length + tableWidth([head, ...rows(0)]) - 'run'.length
  const room = Math.max(SHORTEST_LABEL, page.width - besides)
  const inFull = comparison.runs
    .filter(({ label }) => clip(label, room) !== printable(label))
    .flatMap(({ key, label }) => note(`${key} is ${label.slice(0, 1_000)}`, page))
  const [first] = comparison.against
  return [
    ...alignRows([head, ...rows(room)]).map((line) => INDENT + line),
    ...inFull,
    ...note(rankNote(comparison), page),
    ...(first === undefined ? [] : note(powerText(first), page)),
    ...comparison.warnings.flatMap((text) => note(`Warning: ${text}`, page, color.yellow)),
  ]
}

function note(text: string, { width, color }: Page, paint: (line: string) => string = color.dim): string[] {
  return wrapBound(text, width - 3).map((line) => `   ${paint(line)}`)
}

/** A fact with its label, wrapped like {@link wrapBound}. */
function fact(
  page: Page,
  label: string,
  text: string,
  paint: (line: string) => string = (line) => line,
): string[] {
  return labelledLines(page, label, wrapBound(text, page.width - LABEL), paint)
}

/** With two runs, the section of the pair has all figures. */
function allPairs({ pairs, runs }: ReportComparison, page: ComparisonPage): string[] {
  if (runs.length < 3) return []
  const { color } = page
  const shown = pairs.slice(0, Math.max(page.most, 15))
  const rows = (interval: boolean): Cell[][] => {
    const [one] = pairs
    const changed = one === undefined ? [] : changedCounts(one).titles
    const size = one?.mean === undefined ? 'points' : 'difference'
    const titles = [...changed, size, ...(interval ? ['95 % interval'] : []), 'p', 'p (Holm)']
    const head = ['all pairs', ...titles].map((text): Cell => ({ text, paint: color.dim }))
    return [head, ...shown.map((pair) => pairRow(pair, page, interval))]
  }
  return [...fitting(rows, page), ...rest(pairs.length - shown.length, page)]
}

function pairSections(pair: PairComparison, comparison: ReportComparison, page: ComparisonPage): string[][] {
  const { color } = page
  const { metric } = comparison
  const margin = marginText(pair)
  const [decisive, ...besides] = metricFacts(pair, metric)
  const facts = [
    ` ${color.bold(`${pair.candidate} against ${pair.reference}`)}`,
    ...(decisive === undefined ? [] : fact(page, ...decisive)),
    ...fact(page, '', testText(pair, comparison.pairs.length), color.dim),
    ...[...besides, ...otherFacts(pair, metric)].flatMap(([label, text]) => fact(page, label, text)),
    ...(margin === null
      ? []
      : fact(page, 'margin', margin, pair.nonInferiority?.nonInferior ? color.green : color.red)),
    ...fact(page, 'agreement', agreementText(pair, metric)),
    ...latencyTexts(pair.latency).flatMap((text, index) => fact(page, index === 0 ? 'latency' : '', text)),
    ...(pair.changed.length > 0 ? fact(page, 'changed', pair.changed.join(', ')) : []),
  ]
  return [
    facts,
    fitting((interval) => sliceRows(pair, page, interval), page),
    [...ids('lost', pair, page), ...ids('gained', pair, page)],
  ]
}

function ids(what: 'lost' | 'gained', { paired }: PairComparison, page: ComparisonPage): string[] {
  const { color } = page
  const list = paired[what]
  if (list.length === 0) return []
  const paint = what === 'lost' ? color.red : color.green
  const shown = list.slice(0, page.most).map(whole)
  const parts =
    list.length > shown.length ? [...shown, `${integer(list.length - shown.length)} more: --all`] : shown
  return [
    `   ${paint(color.bold(`${what} ${integer(list.length)}`))}`,
    ...flow(parts, page.width, 5).map((line) => `     ${line}`),
  ]
}

function rest(count: number, { color }: Page): string[] {
  return count > 0 ? [color.dim(`   … ${count} more: --all`)] : []
}

function conclusions(comparison: ReportComparison, page: ComparisonPage): string[] {
  const { color } = page
  const paints: Readonly<Record<Conclusion['tone'], (text: string) => string>> = {
    worse: (text) => color.red(color.bold(text)),
    better: (text) => color.green(color.bold(text)),
    warning: color.yellow,
    open: color.bold,
  }
  return comparison.against.flatMap((pair) => {
    const { tone, text } = conclusion(pair)
    return wrapBound(text, page.width - 3).map(
      (line, index) => `${index === 0 ? ' ' : '   '}${paints[tone](line)}`,
    )
  })
}
