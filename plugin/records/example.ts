import type { JsonValue } from '../core/json/json.ts'

/** One line of a dataset: a prompt text and the JSON value that a model should extract from it. */
export interface Example {
  /** Unique within the dataset; the name of the generated test. */
  readonly id: string
  /** 1-based line number in the dataset file. */
  readonly line: number
  /** Name of the JSON Schema, or null when the line names none. */
  readonly schemaId: string | null
  /** `simple`, `medium`, `complex`, or the label of the file; null if neither line nor schema has one. */
  readonly complexity: string | null
  /** Where the prompt came from (`official`, `note`, …); null if the line does not say. */
  readonly source: string | null
  /** The loss of a critical example is a regression, whatever the statistics say. */
  readonly critical: boolean
  /** The text to extract from, before the prompt template. */
  readonly prompt: string
  /** The right answer. */
  readonly expected: JsonValue
}
