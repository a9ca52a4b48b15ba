import type { PaperInput } from '../paper-input.ts'
import { withoutTwins } from '../run-twins.ts'
import type { Missing, PaperTable } from '../table.ts'
import { agreementTable } from './agreement-table.ts'
import { complexityTable } from './complexity-table.ts'
import { datasetTable } from './dataset-table.ts'
import { errorTable } from './error-table.ts'
import { hyperparameterTable } from './hyperparameter-table.ts'
import { latencyTable } from './latency-table.ts'
import { resultsTable } from './results-table.ts'
import { sizeTable } from './size-table.ts'
import { trainingSizeTable } from './training-size-table.ts'

export interface TableMaker {
  readonly number: number
  /** Part of the names of its files: `table-1-dataset.md`. */
  readonly slug: string
  readonly title: string
  readonly make: (input: PaperInput) => PaperTable | Missing
}

/** The tables of the paper, by number. */
export const TABLES: readonly TableMaker[] = [
  { number: 1, slug: 'dataset', title: 'Dataset statistics', make: datasetTable },
  { number: 2, slug: 'hyperparameters', title: 'Hyper-parameters', make: hyperparameterTable },
  { number: 3, slug: 'results', title: 'Main results', make: once(resultsTable) },
  { number: 4, slug: 'complexity', title: 'Results by complexity', make: once(complexityTable) },
  { number: 5, slug: 'latency', title: 'Latency and cost by platform', make: latencyTable },
  { number: 6, slug: 'model-size', title: 'Results by model size', make: once(sizeTable) },
  { number: 7, slug: 'training-size', title: 'Results by training data', make: once(trainingSizeTable) },
  { number: 8, slug: 'errors', title: 'Errors by class', make: once(errorTable) },
  { number: 9, slug: 'agreement', title: 'Outputs by platform', make: agreementTable },
]

/** Tables of results show runs with the same results once. */
function once(make: TableMaker['make']): TableMaker['make'] {
  return (input) => make({ ...input, runs: withoutTwins(input.runs) })
}
