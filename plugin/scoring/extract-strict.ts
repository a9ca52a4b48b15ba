import { readWholeJson } from '../core/json/parse.ts'
import { type Extraction, nothingIn } from './extraction.ts'

/**
 * The four white-space characters of RFC 8259. A no-break space or a byte order mark is not white space
 * there.
 */
const WHITE_SPACE = ' \t\n\r'

/** The whole text is one JSON text (RFC 8259) of any kind; otherwise nothing is found. */
export function extractStrict(text: string): Extraction {
  let start = 0
  let end = text.length
  while (start < end && WHITE_SPACE.includes(text[start] ?? '')) start += 1
  while (end > start && WHITE_SPACE.includes(text[end - 1] ?? '')) end -= 1
  const result = readWholeJson(text.slice(start, end))
  return result.ok ? { found: true, value: result.value } : nothingIn(text)
}
