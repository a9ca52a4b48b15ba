import { appendFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../../plugin/core/errors.ts'
import { forwardSlashes } from '../../plugin/core/forward-slashes.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import type { Analysis } from '../analysis/index.ts'
import { renderAnnotations } from '../render/annotations.ts'
import { renderMarkdown, SUMMARY_LIMIT } from '../render/markdown/markdown.ts'
import { print, save } from './output.ts'
import type { VitestLike } from './vitest-types.ts'
import type { Page } from './write-reports.ts'

/** Left to those that write into the same summary after us. */
const HEADROOM = 64 * 1024

/** Writes the job summary and the annotations, where the environment is that of GitHub Actions. */
export async function reportToGithub(
  vitest: VitestLike,
  pages: readonly Page[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const [reports, analyses] = [pages.map(({ report }) => report), pages.map(({ analysis }) => analysis)]
  const summary = env.GITHUB_STEP_SUMMARY
  if (summary !== undefined && summary !== '') {
    await save(vitest, async () => {
      const note = await appendJobSummary(summary, reports, analyses)
      if (note !== null) print(vitest, ` EdgeJSON  ${note}`)
    })
  }
  if (env.GITHUB_ACTIONS !== 'true') return
  const files = new Map(pages.map(({ report, dataset }) => [report, dataset.file]))
  const fileOf = (report: RunReport) => repositoryPath(files.get(report) ?? '', env.GITHUB_WORKSPACE)
  print(vitest, renderAnnotations(reports, { fileOf }).join('\n'))
}

/**
 * Appends the reports to the job summary of the step, whose file others may have begun. GitHub drops a summary above
 * 1 MiB whole, so only what is left of it is used.
 *
 * @returns a sentence where there was no room; null when it was written
 * @throws {EdgejsonError} `IO`: names the file and the reason.
 */
export async function appendJobSummary(
  file: string,
  reports: readonly RunReport[],
  analyses: readonly Analysis[],
): Promise<string | null> {
  try {
    const size = await sizeOf(file)
    const separator = size > 0 ? '\n\n' : ''
    const limit = SUMMARY_LIMIT - HEADROOM - size - separator.length
    const text = limit > 0 ? renderMarkdown(reports, { analyses, limit }) : ''
    if (text === '') return `the job summary is full (${size} bytes); the report is not in it`
    await appendFile(file, separator + text)
    return null
  } catch (error) {
    throw new EdgejsonError(
      'IO',
      `cannot write the job summary ${file}: ${errorMessage(error)}. Unset GITHUB_STEP_SUMMARY to do without.`,
      { cause: error },
    )
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}

/** A file's path from the root of the checkout with forward slashes, as annotations need it; null where it lies outside. */
export function repositoryPath(file: string, workspace: string | undefined): string | null {
  if (workspace === undefined || workspace === '') return null
  const relative = path.relative(workspace, file)
  const outside = relative === '' || relative.startsWith('..') || path.isAbsolute(relative)
  return outside ? null : forwardSlashes(relative)
}
