import type { JsonValue } from '../../plugin/core/json/json.ts'
import type { Example } from '../../plugin/records/example.ts'
import type { Architecture } from './architecture.ts'
import type { Hyperparameters } from './hyperparameters.ts'
import type { Published } from './published.ts'
import type { RunView } from './run-view.ts'
import type { TrainingLog } from './training-log.ts'

/** What the tables and figures need of an example. */
export type PaperExample = Pick<Example, 'id' | 'prompt' | 'expected' | 'schemaId' | 'complexity' | 'source'>

/** Examples of one split. Those of a large run are read from its report in each pass: no example is kept. */
export interface PaperDataset {
  readonly name: string
  readonly examples: Iterable<PaperExample> & { readonly length: number }
}

/** How examples are measured. The caller passes the functions, because this room may not import them. */
export interface ExampleMeasure {
  /** The expected value as a model writes it. */
  readonly expectedText: (expected: JsonValue) => string
  readonly leaves: (expected: JsonValue) => number
  /** Null without a tokenizer. */
  readonly tokens: ((text: string) => number) | null
}

/** The inputs of all tables and figures. Empty or null where an input was not given. */
export interface PaperInput {
  readonly runs: readonly RunView[]
  readonly datasets: readonly PaperDataset[]
  readonly measure: ExampleMeasure
  readonly trainings: readonly TrainingLog[]
  readonly hyperparameters: readonly Hyperparameters[]
  readonly architecture: Architecture | null
  readonly published: Published | null
}
