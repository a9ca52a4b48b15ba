import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import type { Example } from './example.ts'

/** The option `examples`: solved examples in front of every prompt. */
export interface FewShotOptions {
  /** A dataset in the format of the project's own, such as its train split. Its lines must not be in the tested datasets. */
  readonly file: string
  /** How many, from the start of the file. Default 3. */
  readonly count?: number
}

export const FEW_SHOT: TUnsafe<FewShotOptions> = typed<FewShotOptions>()(
  Type.Object(
    {
      file: Type.String({ minLength: 1 }),
      count: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, rule: 'a whole number from 1 to 100' })),
    },
    { additionalProperties: false },
  ),
)

/** A solved example. JSON-safe. */
export interface Shot extends Pick<Example, 'id' | 'prompt' | 'messages' | 'schemaId' | 'schema'> {
  /** The expected value as JSON text. */
  readonly answer: string
}

/** What stands around the prompt of every example. */
export interface PromptFrame {
  /** The system prompt, a template without `{prompt}`; null for none. */
  readonly system: string | null
  readonly shots: readonly Shot[]
}

export const NO_FRAME: PromptFrame = { system: null, shots: [] }
