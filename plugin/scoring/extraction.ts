import type { JsonValue } from '../core/json/json.ts'
import { startsSomewhere } from '../extraction/value-start.ts'

/**
 * The result of an extraction. `no_json`: nothing in the text begins like an object or list. `invalid_json`:
 * something does, but it is not valid.
 */
export type Extraction =
  | { readonly found: true; readonly value: JsonValue }
  | { readonly found: false; readonly reason: 'no_json' | 'invalid_json' }

/** The result for a text that has no value. */
export function nothingIn(text: string): Extraction {
  return { found: false, reason: reasonForNothing(text) }
}

/** Why nothing was found in a text. */
export function reasonForNothing(text: string): 'no_json' | 'invalid_json' {
  return startsSomewhere(text) ? 'invalid_json' : 'no_json'
}
