import type { RunReport } from '../../plugin/records/run-report.ts'
import { shorten } from './shorten.ts'

/** `my-135m q8`. */
export function modelLabel({ model }: Pick<RunReport, 'model'>): string {
  return shorten(model.dtype === null ? model.id : `${model.id} ${model.dtype}`)
}

/**
 * A unique name for each run of a page: the model, then the fields in which runs of one model differ (dataset, run
 * name, engine, machine, time), then a number.
 */
export function runLabels(reports: readonly RunReport[]): string[] {
  const parts: readonly ((report: RunReport) => string)[] = [
    modelLabel,
    ({ dataset }) => dataset.name,
    ({ name }) => name,
    ({ model }) => model.engine,
    ({ machine }) => machine.label,
    ({ createdAt }) => createdAt.slice(0, 16),
  ]
  let labels = reports.map(modelLabel)
  for (const part of parts.slice(1)) {
    if (new Set(labels).size === labels.length) return labels
    const values = reports.map(part)
    if (new Set(values).size > 1)
      labels = labels.map((label, index) => shorten(`${label} · ${values[index]}`))
  }
  if (new Set(labels).size === labels.length) return labels
  return labels.map((label, index) => `${label} (${index + 1})`)
}
