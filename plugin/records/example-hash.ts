import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { nullable, text } from './schema.ts'

/**
 * The identity of an example when two runs are compared: four hashes, each the first 16 hexadecimal digits of
 * a SHA-256. They do not depend on white space and key order of the dataset's JSON, its line ends and the
 * order of its lines.
 */
export interface ExampleHash {
  /** Of the prompt as rendered by the template, before a model's own chat template. */
  readonly prompt: string
  /** Of the expected value. */
  readonly expected: string
  /** Of the JSON Schema with the schemas that it refers to; null when the example has none. */
  readonly schema: string | null
  /** Of the scoring rules. */
  readonly rules: string
}

export const EXAMPLE_HASH: TUnsafe<ExampleHash> = typed<ExampleHash>()(
  Type.Object(
    { prompt: text, expected: text, schema: nullable(text), rules: text },
    {
      definition: 'exampleHash',
      description:
        'What identifies an example when runs are compared: the first 16 hexadecimal digits of four SHA-256.',
    },
  ),
)

/** Hash of the expected value of an example that has none: of the empty text, which no JSON value is. */
export const NO_EXPECTED_VALUE = 'e3b0c44298fc1c14'

/** A part of an example that may change; `schema` concerns schema compliance only. */
export type ExamplePart = keyof ExampleHash

/** The parts in which two hashes differ. */
export function changedParts(before: ExampleHash, now: ExampleHash): ExamplePart[] {
  const parts: readonly ExamplePart[] = ['prompt', 'expected', 'rules', 'schema']
  return parts.filter((part) => before[part] !== now[part])
}

/** True when prompt, expected value and scoring rules are equal: JSONExact and FieldF1 may then be compared. */
export function isSameExample(before: ExampleHash, now: ExampleHash): boolean {
  return before.prompt === now.prompt && before.expected === now.expected && before.rules === now.rules
}
