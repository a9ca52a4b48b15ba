import type { JsonValue } from '../core/json/json.ts'
import { startsSomewhere } from '../extraction/value-start.ts'

/**
 * What was found in the text of a completion.
 * `no_json`: nothing in it even begins like an object or list; `invalid_json`: something does, and is none.
 */
export type Extraction =
  | { readonly found: true; readonly value: JsonValue }
  | { readonly found: false; readonly reason: 'no_json' | 'invalid_json' }

/** Why nothing was found in a text. */
export function reasonForNothing(text: string): 'no_json' | 'invalid_json' {
  return startsSomewhere(text) ? 'invalid_json' : 'no_json'
}
