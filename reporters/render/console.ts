import pc from 'picocolors'
import type { RunReport } from '../../plugin/model/index.ts'
import { breakdown, schemas } from './console/breakdown.ts'
import { examples } from './console/examples.ts'
import { header } from './console/header.ts'
import { latency } from './console/latency.ts'
import type { Page } from './console/page.ts'
import { errors, scores } from './console/scores.ts'
import { evidence, headline } from './console/verdict.ts'

export interface ConsoleOptions {
  /** Whether to colour; the caller knows the terminal, `NO_COLOR` and `FORCE_COLOR`. */
  readonly color: boolean
  /** Columns; at least 60 are used. Default 80. */
  readonly width?: number
  /** Paths of what was written, as they should be shown. */
  readonly files?: readonly string[]
}

/**
 * The summary for a terminal. First what ran, last the verdict: those are the lines that a person looks for.
 * All foreign text is made printable; lines never exceed the width.
 */
export function renderConsole(report: RunReport, options: ConsoleOptions): string {
  const page: Page = { width: Math.max(60, options.width ?? 80), color: pc.createColors(options.color) }
  const sections = [
    header(report, page),
    scores(report, page),
    breakdown(report, page),
    schemas(report, page),
    [...errors(report, page), ...latency(report, page)],
    examples(report, page),
    evidence(report, options.files ?? [], page),
    headline(report, page),
  ].filter((section) => section.length > 0)
  return `\n${sections.map((section) => section.join('\n')).join('\n\n')}\n`
}
