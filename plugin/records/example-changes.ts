import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { count, nullable, text } from './schema.ts'

/** The examples of the run compared with those of the baseline. Ids are in code-unit order. */
export interface ExampleChanges {
  /** Comparable examples: same prompt, expected value and scoring rules. */
  readonly unchanged: number
  /** `parts` names what changed: `prompt`, `expected value`, `scoring rules`; `JSON Schema` where schema compliance decides. */
  readonly changed: readonly { readonly id: string; readonly parts: readonly string[] }[]
  readonly renamed: readonly { readonly from: string; readonly to: string }[]
  readonly removed: readonly string[]
  /** Not in the baseline. */
  readonly added: readonly string[]
  /** Unchanged examples with another JSON Schema: left out of the comparison of schema compliance. */
  readonly schemaChanged: readonly string[]
  /** The verdict over the unchanged examples alone; null if none has a result on both sides. */
  readonly verdict: 'regression' | 'suspect' | 'stable' | 'improved' | null
}

export const EXAMPLE_CHANGES: TUnsafe<ExampleChanges> = typed<ExampleChanges>()(
  Type.Object(
    {
      unchanged: count,
      changed: Type.Array(Type.Object({ id: text, parts: Type.Array(text) })),
      renamed: Type.Array(Type.Object({ from: text, to: text })),
      removed: Type.Array(text),
      added: Type.Array(text),
      schemaChanged: Type.Array(text),
      verdict: nullable(Type.Enum(['regression', 'suspect', 'stable', 'improved'])),
    },
    {
      definition: 'exampleChanges',
      description: 'The examples of the run compared with those of the baseline.',
    },
  ),
)
