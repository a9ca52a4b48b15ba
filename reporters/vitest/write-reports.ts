import path from 'node:path'
import { writeChunks } from '../../plugin/core/write-chunks.ts'
import type { DatasetSettings, ProjectSettings } from '../../plugin/records/project-settings.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import type { Analysis } from '../analysis/index.ts'
import { renderJson } from '../render/json.ts'
import type { BuiltReport, Unwritten } from './build-report.ts'
import type { Selection } from './coverage.ts'
import { nameFor, reportFiles } from './report-files.ts'

const WAY_OUT = 'set outputDir (EDGEJSON_OUTPUT_DIR) to one that is'

/** What became of one dataset. */
export interface Page {
  readonly built: BuiltReport
  readonly dataset: DatasetSettings
  readonly selection: Selection
  readonly analysis: Analysis
  /** What could not be written so far. */
  readonly unwritten: Unwritten & { readonly others: string[] }
  report: RunReport
}

/** Runs a write; returns why it failed, undefined when it did not. */
export type Save = (write: () => Promise<void>) => Promise<string | undefined>

/** What was written. */
export interface WrittenFiles {
  /** The report of each dataset. */
  readonly own: ReadonlyMap<Page, string>
  /** Files of the whole run. */
  readonly shared: readonly string[]
}

/**
 * Writes the report of each judged dataset, and the files of the whole run. A file that cannot be written makes the run
 * inconclusive; the others are then written once more, because they must say so.
 *
 * @param pages all datasets of the run, those of earlier reruns included
 * @param incomplete the results of a dataset could not be read
 */
export async function writeReports(
  judged: readonly Page[],
  pages: readonly Page[],
  settings: Pick<ProjectSettings, 'datasets' | 'reports' | 'outputDir'>,
  save: Save,
  incomplete: boolean,
): Promise<WrittenFiles> {
  const failed = new Set<string>()
  const write = async (file: string, owners: readonly Page[], chunks: () => Iterable<string>) => {
    if (failed.has(file)) return false
    const problem = await save(() => writeChunks(file, chunks(), WAY_OUT))
    if (problem === undefined) return true
    failed.add(file)
    for (const { unwritten } of owners) unwritten.others.push(problem)
    return false
  }
  const writeAll = async (): Promise<WrittenFiles> => {
    const own = new Map<Page, string>()
    for (const page of judged) {
      const file = path.join(page.dataset.outputDir, nameFor('report.json', page.selection))
      if (await write(file, [page], () => renderJson(page.report))) own.set(page, file)
    }
    const shared: string[] = []
    const reports = pages.map(({ report }) => report)
    const analyses = pages.map(({ analysis }) => analysis)
    for (const { file, chunks } of reportFiles(
      reports,
      analyses,
      settings,
      incomplete ? null : selectionOf(pages, settings),
    )) {
      if (await write(file, judged, chunks)) shared.push(file)
    }
    return { own, shared }
  }
  const written = await writeAll()
  if (failed.size === 0) return written
  for (const page of judged) page.report = page.built.unwritten(page.unwritten)
  return writeAll()
}

/** Files of the whole run are of a part where one dataset is, or where a file filter left out a dataset. */
function selectionOf(pages: readonly Page[], { datasets }: Pick<ProjectSettings, 'datasets'>): Selection {
  const selections = pages.map(({ selection }) => selection)
  if (selections.includes('filtered') || pages.length < datasets.length) return 'filtered'
  return selections.includes('limited') ? 'limited' : null
}
