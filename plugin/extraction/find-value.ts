import type { JsonValue } from '../core/json/json.ts'
import { readWholeJson } from '../core/json/parse.ts'
import { afterLastEnd, type ReasoningBlock } from './reasoning.ts'
import { ValueScanner } from './value-scanner.ts'

/** Harmony's markers after the final message. */
const CLOSING_MARK = /\s*<\|(?:return|end)\|>\s*$/

export type FoundValue =
  | { readonly found: true; readonly value: JsonValue }
  /** `attempted`: something begins like a JSON value but is not one. */
  | { readonly found: false; readonly attempted: boolean }

/**
 * The JSON value of a whole completion; see docs/explanation/metrics.md, extraction `lenient`. Linear time.
 *
 * @param opened the block of reasoning within which the text begins
 */
export function findValue(
  text: string,
  blocks: readonly ReasoningBlock[],
  opened: ReasoningBlock | null = null,
): FoundValue {
  const whole = opened === null ? readWholeJson(text.trim()) : null
  if (whole?.ok) return { found: true, value: whole.value }
  const scanner = new ValueScanner(blocks, { opened, final: true })
  const lastEnd = afterLastEnd(text, blocks)
  scanner.push(text)
  while (scanner.found && scanner.position < lastEnd) scanner.resume()
  if (scanner.reasoningEnd > 0) {
    const rest = readWholeJson(text.slice(scanner.reasoningEnd).replace(CLOSING_MARK, '').trim())
    if (rest.ok) return { found: true, value: rest.value }
  }
  const { value, attempted } = scanner
  return value === undefined ? { found: false, attempted } : { found: true, value }
}
