import { closeSync, openSync, readSync } from 'node:fs'
import path from 'node:path'
import { isMissing } from '../../plugin/core/errors.ts'
import type { ProjectSettings } from '../../plugin/records/project-settings.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import type { Analysis } from '../analysis/index.ts'
import { renderCsv } from '../render/csv.ts'
import { renderHtml } from '../render/html/render-html.ts'
import { renderJsonl } from '../render/jsonl.ts'
import { renderJunit } from '../render/junit/junit.ts'
import { renderMarkdown } from '../render/markdown/markdown.ts'
import type { Selection } from './coverage.ts'

/** The fields of a report up to its coverage take less. */
const HEAD_BYTES = 1 << 20

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

/**
 * The selection that the file names of a run tell. A limited run has names of its own only where it would replace the
 * reports of a full run; in an empty folder, or after another limited run, it writes `report.json`.
 */
export function namedSelection(selection: Selection, outputDir: string): Selection {
  return selection === 'limited' && !holdsFullRun(path.join(outputDir, 'report.json')) ? null : selection
}

/** Reads the head of a report alone: its fields stand before its cases, one a line (see `renderJson`). */
function holdsFullRun(file: string): boolean {
  const head = Buffer.alloc(HEAD_BYTES)
  try {
    const handle = openSync(file, 'r')
    try {
      readSync(handle, head, 0, HEAD_BYTES, 0)
    } finally {
      closeSync(handle)
    }
  } catch (error) {
    // What cannot be read is not replaced.
    return !isMissing(error)
  }
  return !/^"coverage":\{[^\n]*"complete":false/m.test(head.toString('utf8'))
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
