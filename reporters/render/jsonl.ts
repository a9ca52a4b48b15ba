import type { RunReport } from '../../plugin/records/run-report.ts'
import { caseText } from './json.ts'

/**
 * The cases of reports as JSON Lines: the records of `report.json`, each with `run`, which identifies its run. In
 * pieces, one a line.
 */
export function* renderJsonl(reports: readonly RunReport[]): Generator<string> {
  for (const { name, model, machine, dataset, createdAt, cases } of reports) {
    const run = {
      name,
      model: model.id,
      dtype: model.dtype,
      machine: machine.label,
      dataset: dataset.path,
      datasetSha256: dataset.sha256,
      createdAt,
    }
    const head = `{"run":${JSON.stringify(run)},`
    for (const each of cases) yield `${head}${caseText(each).slice(1)}\n`
  }
}
