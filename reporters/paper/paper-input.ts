import type { JsonValue } from '../../plugin/core/json/json.ts'
import type { Example } from '../../plugin/records/example.ts'
import type { Architecture } from './architecture.ts'
import type { Hyperparameters } from './hyperparameters.ts'
import type { Published } from './published.ts'
import type { RunView } from './run-view.ts'
import type { TrainingLog } from './training-log.ts'

/** Examples of one split. */
export interface PaperDataset {
  readonly name: string
  readonly examples: readonly Example[]
}

/** How examples are measured; the rooms that know it are not this one's to import. */
export interface ExampleMeasure {
  /** The answer as a model writes it. */
  readonly answerText: (expected: JsonValue) => string
  readonly leaves: (expected: JsonValue) => number
  /** Null without a tokenizer. */
  readonly tokens: ((text: string) => number) | null
}

/** Everything that tables and figures are made from. Empty or null where an input was not given. */
export interface PaperInput {
  readonly runs: readonly RunView[]
  readonly datasets: readonly PaperDataset[]
  readonly measure: ExampleMeasure
  readonly trainings: readonly TrainingLog[]
  readonly hyperparameters: readonly Hyperparameters[]
  readonly architecture: Architecture | null
  readonly published: Published | null
}
