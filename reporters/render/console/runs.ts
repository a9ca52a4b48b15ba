import pc from 'picocolors'
import {
  duration,
  f1,
  integer,
  NOT_MEASURED,
  percent,
  percentInterval,
  quantity,
} from '../../../plugin/core/format.ts'
import { outcomeTone } from '../../../plugin/gate/outcome/titles.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { primaryRates } from '../../../plugin/records/slice.ts'
import { type Analysis, analyse } from '../../analysis/index.ts'
import { timingMarks } from '../latency-words.ts'
import { runLabels } from '../run-label.ts'
import { alignRows, type Cell, tableWidth } from '../table.ts'
import { clip, clipStart, wrap } from '../text.ts'
import { inWords } from './misses.ts'
import type { Page } from './page.ts'
import { headline } from './verdict.ts'

/** How several runs are shown on a terminal. */
export interface RunsConsoleOptions {
  /** Whether to use colours; the caller knows the terminal, `NO_COLOR` and `FORCE_COLOR`. */
  readonly color: boolean
  /** Columns; at least 60 are used. Default 80. */
  readonly width?: number
  /** Analyses of the reports, in their order. Default: those of each report alone. */
  readonly analyses?: readonly Analysis[]
}

const SHORTEST_NAME = 20

/** A table of several runs for a terminal, then the findings and the verdict of each. No line exceeds the width. */
export function renderRuns(reports: readonly RunReport[], options: RunsConsoleOptions): string {
  const page: Page = { width: Math.max(60, options.width ?? 80), color: pc.createColors(options.color) }
  const labels = runLabels(reports)
  const words = reports.flatMap((report, index) => {
    const analysis = options.analyses?.[index] ?? analyse(report)
    const label = ` ${page.color.bold(clip(labels[index] ?? '', page.width - 1))}`
    return ['', label, ...inWords(analysis, page), ...headline(report, page)]
  })
  return `\n${[...table(reports, labels, page), ...words].join('\n')}\n`
}

function table(reports: readonly RunReport[], labels: readonly string[], page: Page): string[] {
  const { color } = page
  const { marks, legend } = timingMarks(reports)
  const rowsWith = (interval: boolean): Cell[][] => [
    [
      'run',
      'n',
      'JSONExact',
      ...(interval ? ['95 % interval'] : []),
      'FieldF1',
      'p50',
      'tokens/s',
      'outcome',
    ].map((text) => ({ text, paint: color.dim, left: text === 'outcome' })),
    ...reports.map((report, index): Cell[] => {
      const primary = primaryRates(report.totals)
      const { totalMs, tokensPerSecond } = report.latency
      const mark = marks[index] ?? ''
      const paint = { bad: color.red, warn: color.yellow, good: color.green, neutral: color.dim }
      return [
        { text: '' },
        { text: integer(report.coverage.ran) },
        { text: percent(primary.jsonExact), paint: color.bold },
        ...(interval ? [{ text: percentInterval(primary.jsonExactInterval), paint: color.dim }] : []),
        { text: f1(primary.fieldF1) },
        { text: totalMs === null ? NOT_MEASURED : `${duration(totalMs.p50)}${mark}` },
        { text: tokensPerSecond === null ? NOT_MEASURED : `${quantity(tokensPerSecond)}${mark}` },
        { text: report.outcome.title, paint: paint[outcomeTone(report.outcome)], left: true },
      ]
    }),
  ]
  const roomIn = (rows: readonly (readonly Cell[])[]): number =>
    page.width - 1 - tableWidth(rows) + 'run'.length
  const full = rowsWith(true)
  const rows = roomIn(full) >= SHORTEST_NAME ? full : rowsWith(false)
  const room = Math.max(SHORTEST_NAME, roomIn(rows))
  const named = rows.map(([first, ...rest], index) =>
    index === 0
      ? [first as Cell, ...rest]
      : [
          // The part of a name that distinguishes runs is at its end.
          { text: clipStart(labels[index - 1] ?? '', room) },
          ...rest,
        ],
  )
  return [
    ...alignRows(named).map((line) => ` ${line}`),
    ...legend.flatMap((text) => wrap(text, page.width - 1).map((line) => ` ${color.dim(line)}`)),
  ]
}
