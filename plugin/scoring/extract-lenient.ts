import { findValue } from '../extraction/find-value.ts'
import { type ReasoningOption, reasoningBlocks } from '../extraction/reasoning.ts'
import type { Extraction } from './extraction.ts'

/**
 * The outermost JSON value at the first place of the text where one may start, prose, code fences and reasoning around it
 * dropped. In linear time.
 *
 * - Objects and lists are found anywhere, scalars only where they are the whole text or the whole content of a fence. What
 *   {@link extractStrict} finds is found here too.
 * - A value that is cut off or broken yields none of its parts; a brace in prose is passed over, and so is a list of
 *   numbers in prose (`[3]`) where something else begins like a value.
 * - `reasoning`: markers of the reasoning block; default `<think>…</think>` and harmony channels, false for none. What a
 *   block holds is not the value, nor is what comes before an end marker without a start, or after a start without an end.
 */
export function extractLenient(text: string, reasoning?: ReasoningOption): Extraction {
  const result = findValue(text, reasoningBlocks(reasoning))
  if (result.found) return result
  return { found: false, reason: result.attempted ? 'invalid_json' : 'no_json' }
}
