import { readWholeJson } from '../core/json/parse.ts'
import { type Extraction, reasonForNothing } from './extraction.ts'

/** The four characters of white space in RFC 8259; a no-break space or byte order mark is none of them. */
const WHITE_SPACE = ' \t\n\r'

/** The whole text is one JSON text (RFC 8259), of whatever kind; otherwise nothing is found. */
export function extractStrict(text: string): Extraction {
  let start = 0
  let end = text.length
  while (start < end && WHITE_SPACE.includes(text[start] ?? '')) start += 1
  while (end > start && WHITE_SPACE.includes(text[end - 1] ?? '')) end -= 1
  const result = readWholeJson(text.slice(start, end))
  return result.ok ? { found: true, value: result.value } : { found: false, reason: reasonForNothing(text) }
}
