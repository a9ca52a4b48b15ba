import type { JsonValue } from '../model/json.ts'

/**
 * What was found in an answer's text.
 * `no_json`: nothing in it even starts like JSON; `invalid_json`: something does, and is none.
 */
export type Extraction =
  | { readonly found: true; readonly value: JsonValue }
  | { readonly found: false; readonly reason: 'no_json' | 'invalid_json' }

/** An object with a key, quoted in whatever way or not at all, an empty one, or one that the text's end cut off. */
const OBJECT_START = /\{\s*(?:["'}]|[\w$-]{1,64}\s*:|$)/y
const ARRAY_START = /^\[\s*(?:[[{"\]\d-]|true|false|null|$)/

/** Tells an object, even a broken one, from a brace in prose. */
export function startsLikeObject(text: string, offset: number): boolean {
  OBJECT_START.lastIndex = offset
  return OBJECT_START.test(text)
}

/** Why nothing was found in a trimmed text that holds no valid JSON. */
export function reasonForNothing(text: string): 'no_json' | 'invalid_json' {
  if (ARRAY_START.test(text)) return 'invalid_json'
  for (let at = text.indexOf('{'); at !== -1; at = text.indexOf('{', at + 1)) {
    if (startsLikeObject(text, at)) return 'invalid_json'
  }
  return 'no_json'
}
