import Type, { type TOptional, type TString, type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'

/** The parts of an example that a dataset line may contain. */
export type DatasetField =
  | 'id'
  | 'prompt'
  | 'expected'
  | 'accepted'
  | 'schema'
  | 'complexity'
  | 'source'
  | 'critical'

export const DATASET_FIELDS: readonly DatasetField[] = [
  'id',
  'prompt',
  'expected',
  'accepted',
  'schema',
  'complexity',
  'source',
  'critical',
]

/**
 * Where a line has the parts of an example: for each a key, or a path such as `input.text` or `messages[-1].content`. Parts
 * that are not named have EdgeJSON's own keys.
 */
export interface FieldMap extends Readonly<Partial<Record<DatasetField, string>>> {
  /**
   * Metadata that become slices: keys or paths, each a slice of its own name, or an object from the name of the slice to
   * the path. Default: none.
   */
  readonly slices?: readonly string[] | Readonly<Record<string, string>>
}

/** How a path is written, for messages. */
export const PATH_RULE =
  'a key of the line or a path, such as "text", "input.text", "messages[-1].content" or "meta[\'odd key\']"'

const path: TString = Type.String({ minLength: 1, rule: PATH_RULE })
const optionalPath: TOptional<TString> = Type.Optional(path)

/** The option `fields`. */
export const FIELD_MAP: TUnsafe<FieldMap> = typed<FieldMap>()(
  Type.Object(
    {
      id: optionalPath,
      prompt: optionalPath,
      expected: optionalPath,
      accepted: optionalPath,
      schema: optionalPath,
      complexity: optionalPath,
      source: optionalPath,
      critical: optionalPath,
      slices: Type.Optional(
        Type.Union([Type.Array(path), Type.Record(Type.String(), path)], {
          rule: "a list of paths, such as ['language'], or an object such as { vendor: 'meta.vendor' }",
        }),
      ),
    },
    { additionalProperties: false },
  ),
)
