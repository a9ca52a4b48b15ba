import path from 'node:path'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import type { Analysis } from '../../../reporters/analysis/index.ts'
import { renderCsv } from '../../../reporters/render/csv.ts'
import type { HtmlOptions } from '../../../reporters/render/html/options.ts'
import { renderHtml } from '../../../reporters/render/html/render-html.ts'
import { renderJson } from '../../../reporters/render/json.ts'
import { renderJsonl } from '../../../reporters/render/jsonl.ts'
import { renderJunit } from '../../../reporters/render/junit/junit.ts'
import { renderMarkdown } from '../../../reporters/render/markdown/markdown.ts'

/** Where the command line wants what; `-` is standard output. */
export interface OutputOptions {
  readonly html?: string
  readonly markdown?: string
  readonly comment?: string
  readonly jsonl?: string
  readonly junit?: string
  readonly json?: string
  /** A folder. */
  readonly csv?: string
}

export interface Output {
  readonly target: string
  /** Made when it is written. */
  readonly chunks: () => Iterable<string>
}

/** What is to be written, in a fixed order. */
export function outputs(
  reports: readonly RunReport[],
  { html, markdown, comment, jsonl, junit, json, csv }: OutputOptions,
  page: HtmlOptions & { readonly analyses: readonly Analysis[] },
): Output[] {
  const { analyses } = page
  const wanted: readonly (readonly [string | undefined, () => Iterable<string>])[] = [
    [html, () => renderHtml(reports, page)],
    [markdown, () => [renderMarkdown(reports, { analyses })]],
    [comment, () => [renderMarkdown(reports, { analyses, variant: 'comment' })]],
    [jsonl, () => renderJsonl(reports)],
    [junit, () => renderJunit(reports)],
    [json, () => jsonOf(reports)],
  ]
  const files = wanted.flatMap(([target, chunks]) => (target === undefined ? [] : [{ target, chunks }]))
  if (csv === undefined) return files
  const tables = renderCsv(reports).map(({ name, chunks }) => ({
    target: path.join(csv, name),
    chunks: () => chunks,
  }))
  return [...files, ...tables]
}

/** One run as its report, several as a list of reports. */
function* jsonOf(reports: readonly RunReport[]): Generator<string> {
  const [only] = reports
  if (only !== undefined && reports.length === 1) {
    yield* renderJson(only)
    return
  }
  let separator = '['
  for (const report of reports) {
    yield separator
    yield* renderJson(report)
    separator = ','
  }
  yield ']\n'
}
