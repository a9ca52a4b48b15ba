import { integer, plural } from '../../../plugin/core/format.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { clip, clipStart } from '../text.ts'
import { flow, type Page } from './page.ts'

const TITLE = ' EdgeJSON  '

/** What ran: model, dtype, engine, dataset, number of examples, and whether completions were replayed. */
export function header(report: RunReport, page: Page): string[] {
  const { color } = page
  const { model, dataset, coverage } = report
  const status = runStatus(report)
  const parts = [
    // First, so that a long name cannot move it to the second line.
    ...(status === null ? [] : [status]),
    ...(report.name === 'edgejson' ? [] : [clip(report.name, 30)]),
    clip(model.id, 40),
    ...(model.dtype === null ? [] : [clip(model.dtype, 16)]),
    clip(model.engine, 20),
    clipStart(dataset.path, 44),
    coverage.ran === coverage.planned
      ? plural(coverage.ran, 'example')
      : `${integer(coverage.ran)} of ${plural(coverage.planned, 'example')}`,
  ]
  const lines = flow(parts, page.width, TITLE.length)
  return lines.map((line, index) => {
    if (index > 0) return ' '.repeat(TITLE.length) + line
    const shown = status === null ? line : color.yellow(status) + line.slice(status.length)
    return color.bold(color.cyan(TITLE)) + shown
  })
}

/** A remark on where the completions come from; null for a run in which the model generated all of them. */
export function runStatus(report: RunReport): string | null {
  if (report.replayed) return 'replayed, no model ran'
  return report.resumed === 0 ? null : `${plural(report.resumed, 'completion')} resumed`
}
