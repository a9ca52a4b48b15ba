import { shorten } from '../../plugin/core/cut-text.ts'
import { printable } from '../../plugin/core/printable.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import { runtimeText } from './platform.ts'
import type { RunAnnotations } from './run-annotations.ts'
import { uniqueNames } from './unique-names.ts'

/** A run with its name in tables and figures, and with facts that its report does not contain. */
export interface RunView {
  readonly report: RunReport
  /** Unique among the runs and printable. */
  readonly label: string
  /** The name without machine, runtime and number: runs of one model on several platforms have it in common. */
  readonly model: string
  readonly meta: RunAnnotations
  /** Labels of runs with the same results that this run represents. */
  readonly twins: readonly string[]
}

const LABEL_LENGTH = 40

/** The default `name` of a run. It does not identify the model. */
const DEFAULT_NAME = 'edgejson'

/**
 * Names the runs. A label is the `name` of the run, or its model and dtype where the name is the default one. Where two
 * runs would have the same label, machine and runtime are added as far as they differ, and then a number.
 *
 * @param meta what is known besides, by model label or run name
 */
export function viewRuns(
  reports: readonly RunReport[],
  meta: ReadonlyMap<string, RunAnnotations> = new Map(),
): RunView[] {
  const models = reports.map(modelLabel)
  // What runs of one model may differ in.
  const platforms = reports.map((report) => [
    printable(report.machine.label, LABEL_LENGTH),
    runtimeText(report),
  ])
  const labels = uniqueNames(
    models.map((model, index) => {
      const own = platforms[index] ?? []
      const differing = own.filter((_, part) => {
        const values = platforms.flatMap((each, at) => (models[at] === model ? [each[part]] : []))
        return new Set(values).size > 1
      })
      return differing.length === 0 ? model : `${model} (${shorten(differing.join(', '), LABEL_LENGTH)})`
    }),
  )
  return reports.map((report, index) => {
    const model = models[index] ?? ''
    return {
      twins: [],
      report,
      model,
      label: labels[index] ?? model,
      meta: meta.get(model) ?? meta.get(report.name) ?? {},
    }
  })
}

function modelLabel({ name, model }: RunReport): string {
  const text = name === DEFAULT_NAME ? [model.id, model.dtype].filter(Boolean).join(' ') : name
  const label = shorten(printable(text.trim(), LABEL_LENGTH), LABEL_LENGTH)
  return label === '' ? 'unnamed' : label
}
