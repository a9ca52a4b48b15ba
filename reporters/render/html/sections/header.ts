import { integer, plural } from '../../../../plugin/core/format.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { modelLabel } from '../../run-label.ts'
import { type Html, html } from '../markup.ts'
import { coverageText } from './about-run.ts'

/** Title of the page. */
export function pageTitle(reports: readonly RunReport[]): string {
  const [first] = reports
  if (first === undefined) return 'EdgeJSON: no run'
  if (reports.length === 1) return `EdgeJSON: ${modelLabel(first)} on ${first.dataset.name}`
  return `EdgeJSON: ${integer(reports.length)} runs`
}

/** Model, engine, dataset and machine, and whether completions were replayed. */
export function runLine(report: RunReport): Html {
  const { model, dataset, machine } = report
  const engine = [model.engine, model.engineVersion].filter(Boolean).join(' ')
  const status = runStatus(report)
  return html`<p class="run-line">${status === null ? null : html`<strong class="replayed">${status}</strong> · `}<span>${modelLabel(report)}</span> · <span>${engine}</span> · <span>${dataset.path}, ${coverageText(report)}</span> · <span>${machine.label}</span> · <time datetime="${report.createdAt}">${dateText(report.createdAt)}</time>${report.name === 'edgejson' ? null : html` · <span>${report.name}</span>`}</p>`
}

/** A remark on where the completions come from; null for a run in which the model generated all of them. */
function runStatus({ replayed, resumed }: RunReport): string | null {
  if (replayed) return 'replayed, no model ran'
  return resumed === 0 ? null : `${plural(resumed, 'completion')} reused from an interrupted run`
}

/** `2026-03-01 09:30 UTC`; text that is not an ISO time is unchanged. */
function dateText(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : iso
}
