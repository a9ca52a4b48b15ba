import { readWholeJson } from '../core/json/parse.ts'
import { type Extraction, reasonForNothing } from './extraction.ts'
import { twoLevelObjects } from './two-level-objects.ts'

/**
 * Nesting depth at which CPython 3.11 raises a RecursionError, at the call depth of the official harness.
 * (Python's limit of 4,300 digits is also the limit of our reader.)
 */
const PYTHON_MAX_DEPTH = 992

const PYTHON_JSON = { nonFinite: true, maxDepth: PYTHON_MAX_DEPTH }

/**
 * The extraction of the official harness, reproduced bug for bug: Python's `json.loads` of the stripped text,
 * else the first match of a regular expression that `json.loads` accepts. A bare `null` counts as nothing
 * found. An input for which `json.loads` raises something other than a JSONDecodeError (4,301 digits, 993
 * levels) ends the harness; here it ends the search, and nothing is found.
 */
export function extractOfficial(text: string): Extraction {
  const stripped = pythonStrip(text)
  const nothing = () => ({ found: false, reason: reasonForNothing(stripped) }) as const
  const whole = readWholeJson(stripped, PYTHON_JSON)
  if (whole.ok) return whole.value === null ? nothing() : { found: true, value: whole.value }
  if (whole.limit) return nothing()
  for (const candidate of twoLevelObjects(stripped)) {
    const result = readWholeJson(candidate, PYTHON_JSON)
    if (result.ok) return { found: true, value: result.value }
    if (result.limit) return nothing()
  }
  return nothing()
}

/** `str.strip()`: its white space is not that of `String.prototype.trim`. */
function pythonStrip(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isPythonSpace(text.charCodeAt(start))) start += 1
  while (end > start && isPythonSpace(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function isPythonSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f)
  return (
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  )
}
