import pc from 'picocolors'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { type Analysis, analyse } from '../../analysis/index.ts'
import { breakdown, schemas } from './breakdown.ts'
import { energy, energyHeadline } from './energy.ts'
import { examples } from './examples.ts'
import { header } from './header.ts'
import { cost, latency, latencyHeadline, timedSample } from './latency.ts'
import { inWords, misses } from './misses.ts'
import type { Page } from './page.ts'
import { repeats } from './repeats.ts'
import { scores } from './scores.ts'
import { evidence, headline } from './verdict.ts'

/** How a run is shown on a terminal. */
export interface ConsoleOptions {
  /** Whether to use colours; the caller knows the terminal, `NO_COLOR` and `FORCE_COLOR`. */
  readonly color: boolean
  /** Columns; at least 60 are used. Default 80. */
  readonly width?: number
  /** Paths of the written files, as they are shown. Default: none. */
  readonly files?: readonly string[]
  /** The analysis to show. Default: the analysis of the report alone, without the error classes of the baseline. */
  readonly analysis?: Analysis
}

/**
 * The summary for a terminal. The model and dataset come first, the verdict last. Untrusted text is made printable, and
 * no line exceeds the width.
 */
export function renderConsole(report: RunReport, options: ConsoleOptions): string {
  const page: Page = { width: Math.max(60, options.width ?? 80), color: pc.createColors(options.color) }
  const analysis = options.analysis ?? analyse(report)
  const sections = [
    header(report, page),
    inWords(analysis, page),
    scores(report, page),
    repeats(report, page),
    breakdown(report, page),
    schemas(report, page),
    misses(report, analysis, page),
    [...latency(report, page), ...cost(report, page), ...timedSample(report, page)],
    energy(report, page),
    examples(report, page),
    evidence(report, options.files ?? [], page),
    latencyHeadline(report, page),
    energyHeadline(report, page),
    headline(report, page),
  ].filter((section) => section.length > 0)
  return `\n${sections.map((section) => section.join('\n')).join('\n\n')}\n`
}
