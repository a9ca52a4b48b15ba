import path from 'node:path'
import type { RunReport } from '../plugin/model/index.ts'
import type { ProjectSettings } from '../plugin/model/project-settings.ts'
import type { Analysis } from './analysis/index.ts'
import type { Selection } from './coverage.ts'
import { renderCsv } from './render/csv.ts'
import { renderHtml } from './render/html/render-html.ts'
import { renderJsonl } from './render/jsonl.ts'
import { renderJunit } from './render/junit.ts'
import { renderMarkdown } from './render/markdown.ts'

/** A file of the whole run, all datasets together. */
export interface ReportFile {
  readonly file: string
  /** Made when it is written. */
  readonly chunks: () => Iterable<string>
}

/**
 * A file name for the reports of a part of the dataset: `report.json` is `report.filtered.json`. They lie next to those of
 * the last full run, which stay as they are.
 */
export function nameFor(name: string, selection: Selection): string {
  const { name: stem, ext } = path.parse(name)
  return selection === null ? name : `${stem}.${selection}${ext}`
}

/** `junit.xml` and what the option `reports` asks for; under other names for a selection. */
export function reportFiles(
  reports: readonly RunReport[],
  analyses: readonly Analysis[],
  settings: Pick<ProjectSettings, 'reports' | 'outputDir'>,
  selection: Selection = null,
): ReportFile[] {
  const at = (name: string): string => path.join(settings.outputDir, nameFor(name, selection))
  const asked = new Set(settings.reports)
  const files: ReportFile[] = [{ file: at('junit.xml'), chunks: () => renderJunit(reports) }]
  if (asked.has('html'))
    files.push({ file: at('report.html'), chunks: () => renderHtml(reports, { analyses }) })
  if (asked.has('markdown'))
    files.push({ file: at('report.md'), chunks: () => [renderMarkdown(reports, { analyses })] })
  if (asked.has('csv')) {
    for (const { name, chunks } of renderCsv(reports)) files.push({ file: at(name), chunks: () => chunks })
  }
  if (asked.has('jsonl')) files.push({ file: at('cases.jsonl'), chunks: () => renderJsonl(reports) })
  return files
}
