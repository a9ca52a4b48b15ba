import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'

/** Expected values in a file of their own, joined to the examples by id. */
export interface GoldFile {
  /** JSONL, a JSON array, CSV or Parquet, as datasets are. */
  readonly file: string
  /** Where a line of it has the id, the expected value and further accepted ones; keys and paths. Default: EdgeJSON's names. */
  readonly fields?: { readonly id?: string; readonly expected?: string; readonly accepted?: string }
}

/** The option `goldValues`: whether every example must have an expected value. */
export type GoldValuesOption = 'required' | 'optional'

export const GOLD_VALUES: TUnsafe<GoldValuesOption> = typed<GoldValuesOption>()(
  Type.Enum(['required', 'optional']),
)

const text = Type.String({ minLength: 1 })
/** The option `gold`. */
export const GOLD_FILE: TUnsafe<GoldFile> = typed<GoldFile>()(
  Type.Object(
    {
      file: text,
      fields: Type.Optional(
        Type.Object(
          { id: Type.Optional(text), expected: Type.Optional(text), accepted: Type.Optional(text) },
          { additionalProperties: false },
        ),
      ),
    },
    { additionalProperties: false, rule: "an object with the file's name, such as { file: 'gold.jsonl' }" },
  ),
)
