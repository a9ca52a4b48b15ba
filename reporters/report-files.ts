import path from 'node:path'
import type { RunReport } from '../plugin/model/index.ts'
import type { ProjectSettings } from '../plugin/model/project-settings.ts'
import type { Analysis } from './analysis/index.ts'
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

/** `junit.xml` and what the option `reports` asks for. */
export function reportFiles(
  reports: readonly RunReport[],
  analyses: readonly Analysis[],
  settings: Pick<ProjectSettings, 'reports' | 'outputDir'>,
): ReportFile[] {
  const at = (name: string): string => path.join(settings.outputDir, name)
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
