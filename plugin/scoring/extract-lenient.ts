import { findValue } from '../extraction/find-value.ts'
import { openedBlock, type ReasoningOption, reasoningBlocks } from '../extraction/reasoning.ts'
import type { Extraction } from './extraction.ts'

/**
 * The outermost JSON value at the first position of the text where one may start. Prose, code fences and
 * reasoning around it are dropped. Linear time.
 * - Objects and lists are found anywhere; scalars only where they are the whole text or the whole content of
 *   a fence. What {@link extractStrict} finds is found here too.
 * - No part of a value that is cut off or broken is used. A brace in prose is skipped, and so is a list of
 *   numbers in prose (`[3]`) when something else begins like a value.
 * - `reasoning`: markers of the reasoning block; default `<think>…</think>` and harmony channels, false for
 *   none. The content of a block is never the value. Neither is the text before an end marker that has no
 *   start marker, nor the text after a start marker that has no end marker.
 * - `reasoningOpened`: start marker of the block that the prompt opened, see `Completion.reasoningOpened`. Without
 *   an end marker the whole text is reasoning then.
 */
export function extractLenient(
  text: string,
  reasoning?: ReasoningOption,
  reasoningOpened?: string,
): Extraction {
  const opened = openedBlock(reasoning, reasoningOpened)
  const result = findValue(text, reasoningBlocks(reasoning), opened)
  if (result.found) return result
  return { found: false, reason: result.attempted ? 'invalid_json' : 'no_json' }
}
