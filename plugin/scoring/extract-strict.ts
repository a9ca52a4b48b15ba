import { readWholeJson } from '../model/parse-json.ts'
import { type Extraction, reasonForNothing } from './extraction.ts'

/** The whole text, but for white space around it, is one JSON value of whatever kind; otherwise nothing is found. */
export function extractStrict(text: string): Extraction {
  const trimmed = text.trim()
  const result = readWholeJson(trimmed)
  return result.ok
    ? { found: true, value: result.value }
    : { found: false, reason: reasonForNothing(trimmed) }
}
