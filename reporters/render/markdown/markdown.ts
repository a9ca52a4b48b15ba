import type { RunReport } from '../../../plugin/records/run-report.ts'
import { type Analysis, analyse } from '../../analysis/index.ts'
import { type Block, compose } from './blocks.ts'
import { type CaseLimits, caseBlocks, detailBlocks } from './cases.ts'
import { energyBlocks } from './energy.ts'
import { errorBlocks, runBlocks, scoreBlocks, sliceBlocks } from './figures.ts'
import { latencyBlocks } from './latency.ts'
import { markdownCode } from './markdown-text.ts'
import { overview } from './overview.ts'
import { repeatBlocks } from './repeats.ts'
import { comparisonBlocks, outcomeMark, verdictBlocks } from './verdict.ts'

/** The variant and the size of the Markdown. */
export interface MarkdownOptions {
  /**
   * `summary`: GitHub's job summary, at most 1 MiB of UTF-8 (a larger one is dropped whole). `comment`: a
   * comment on a pull request, below 65,536 characters, without folded completions. Default `summary`.
   */
  readonly variant?: 'summary' | 'comment'
  /**
   * Largest size, if less than that of the variant is available: bytes for `summary`, UTF-16 units for `comment`.
   * Default: that of the variant.
   */
  readonly limit?: number
  /** Analyses of the reports, in their order. Default: those of each report alone. */
  readonly analyses?: readonly Analysis[]
}

/** GitHub drops a larger summary of a step completely. */
export const SUMMARY_LIMIT: number = 1024 * 1024
/** GitHub rejects a longer comment. */
export const COMMENT_LIMIT = 65_535

/** First line, by which a workflow finds its own comment. */
export const COMMENT_MARK = '<!-- vitest-edgejson -->'

const VARIANTS = {
  summary: { limit: SUMMARY_LIMIT, size: (text: string) => Buffer.byteLength(text), rows: 50, details: 20 },
  comment: { limit: COMMENT_LIMIT, size: (text: string) => text.length, rows: 10, details: 0 },
} as const

/**
 * Reports as GitHub's Markdown: the verdict first, then the worst examples, then figures. All text of datasets and
 * models is inert. Never larger than its limit; what does not fit is cut at the end, and the page says so.
 */
export function renderMarkdown(reports: readonly RunReport[], options: MarkdownOptions = {}): string {
  const variant = VARIANTS[options.variant ?? 'summary']
  const limit = Math.min(variant.limit, options.limit ?? variant.limit)
  const pages = reports.map((report, index) => ({
    report,
    analysis: options.analyses?.[index] ?? analyse(report),
  }))
  // Failed runs come first.
  const sorted = pages.toSorted((a, b) => severity(b.report) - severity(a.report))
  const several = reports.length > 1
  const blocks: Block[] = [
    ...(options.variant === 'comment' ? [COMMENT_MARK] : []),
    ...(several ? ['# EdgeJSON', ...overview(sorted.map(({ report }) => report))] : []),
    ...sorted.flatMap(({ report, analysis }) => page(report, analysis, variant)),
  ]
  return compose(blocks, limit, variant.size)
}

function page(report: RunReport, analysis: Analysis, limits: CaseLimits): Block[] {
  const { model, dataset } = report
  return [
    `## ${outcomeMark(report)}: ${markdownCode(model.id, 80)}${model.dtype === null ? '' : ` ${markdownCode(model.dtype, 20)}`} on ${markdownCode(dataset.path, 120)}`,
    ...verdictBlocks(report, analysis.sentences),
    ...scoreBlocks(report),
    ...comparisonBlocks(report),
    ...repeatBlocks(report, limits.rows),
    ...latencyBlocks(report),
    ...energyBlocks(report),
    ...caseBlocks(report, limits),
    ...sliceBlocks(report),
    ...errorBlocks(report, analysis),
    ...runBlocks(report),
    ...detailBlocks(report, limits),
  ]
}

/** Failed before inconclusive runs, and both before the others. */
function severity({ outcome }: RunReport): number {
  return [0, 2, 1][outcome.exitCode] ?? 0
}
