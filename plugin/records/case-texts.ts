import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { text } from './schema.ts'

/** Stands for a text that the option `texts` keeps out of reports. */
export const WITHHELD = '[withheld]'

/** The dataset's texts of an example after redaction; present where the option `texts` is not `all`. */
export interface CaseTexts {
  readonly prompt: string
  /** The expected value as JSON text, redacted; absent where the example has none. */
  readonly expected?: string
}

export const CASE_TEXTS: TUnsafe<CaseTexts> = typed<CaseTexts>()(
  Type.Object({ prompt: text, expected: Type.Optional(text) }),
)
