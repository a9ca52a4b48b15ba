import type { JsonObject, JsonValue } from '../core/json/json.ts'
import type { ChatMessage } from './chat-message.ts'

/** One line of a dataset: a prompt and the JSON value that a model should extract from it. */
export interface Example {
  /** Unique within the dataset; the name of the generated test. */
  readonly id: string
  /** 1-based line number in the dataset file. */
  readonly line: number
  /** Name of the JSON Schema, or null when the line names none. A schema in the line itself has a name made of its content. */
  readonly schemaId: string | null
  /** The JSON Schema in the line itself; absent when the line names one, or none. */
  readonly schema?: JsonObject
  /** `simple`, `medium`, `complex`, or the label of the file; null if neither line nor schema has one. */
  readonly complexity: string | null
  /** Where the prompt came from (`official`, `note`, …); null if the line does not say. */
  readonly source: string | null
  /** Metadata that are slices (option `fields.slices`), by name; absent when there are none. */
  readonly slices?: Readonly<Record<string, string>>
  /** The loss of a critical example is a regression, whatever the statistics say. */
  readonly critical: boolean
  /** The text to extract from, before the prompt template; of a conversation its turns as one text. */
  readonly prompt: string
  /** The turns of a conversation, the last one the user's; absent for a plain text. */
  readonly messages?: readonly ChatMessage[]
  /** The value that the completion must have; absent for schema compliance alone (option `goldValues`). */
  readonly expected?: JsonValue
  /** Further values that are right as well; absent when there are none. The best of all counts. */
  readonly accepted?: readonly JsonValue[]
}

/**
 * All values that are right: the expected one first. What scores an output scores it against the best of them. Empty without
 * an expected value.
 */
export function acceptableValues({
  expected,
  accepted = [],
}: Pick<Example, 'expected' | 'accepted'>): readonly JsonValue[] {
  return expected === undefined ? [] : [expected, ...accepted]
}
