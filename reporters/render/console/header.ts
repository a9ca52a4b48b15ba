import type { RunReport } from '../../../plugin/model/index.ts'
import { integer, plural } from '../format.ts'
import { clip, clipStart } from '../text.ts'
import { flow, type Page } from './page.ts'

const TITLE = ' EdgeJSON  '

/** Who answered what: model, dtype, engine, dataset, number of examples, and whether a model ran at all. */
export function header(report: RunReport, page: Page): string[] {
  const { color } = page
  const { model, dataset, coverage } = report
  const engine = model.engineVersion === null ? model.engine : `${model.engine} ${model.engineVersion}`
  const status = runStatus(report)
  const parts = [
    ...(report.name === 'edgejson' ? [] : [clip(report.name, 30)]),
    clip(model.id, 40),
    ...(model.dtype === null ? [] : [clip(model.dtype, 16)]),
    clip(engine, 30),
    clipStart(dataset.path, 44),
    coverage.ran === coverage.planned
      ? plural(coverage.ran, 'example')
      : `${integer(coverage.ran)} of ${plural(coverage.planned, 'example')}`,
    ...(status === null ? [] : [status]),
  ]
  const lines = flow(parts, page.width, TITLE.length)
  return lines.map((line, index) => {
    const shown = status !== null && index === lines.length - 1 ? paintEnd(line, status, color.yellow) : line
    return index === 0 ? `${color.bold(color.cyan(TITLE))}${shown}` : ' '.repeat(TITLE.length) + shown
  })
}

/** What a reader must know before any figure: null for a run in which the model answered everything. */
export function runStatus(report: RunReport): string | null {
  if (report.replayed) return 'replayed, no model ran'
  let resumed = 0
  for (const { completion } of report.cases) if (completion?.replayed) resumed++
  return resumed === 0 ? null : `${plural(resumed, 'answer')} resumed`
}

function paintEnd(line: string, end: string, paint: (text: string) => string): string {
  return line.endsWith(end) ? line.slice(0, line.length - end.length) + paint(end) : line
}
