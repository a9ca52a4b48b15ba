import { openedBlock, type ReasoningOption } from '../extraction/reasoning.ts'
import type { ScoringMode } from '../records/scores.ts'
import { extractLenient } from './extract-lenient.ts'
import { extractOfficial } from './extract-official.ts'
import { extractStrict } from './extract-strict.ts'
import { type Extraction, nothingIn } from './extraction.ts'

/** What is known of the reasoning in an output text. */
export interface ReasoningContext {
  /** Markers of the reasoning block, or false for none. Default: `<think>…</think>` and harmony channels. */
  readonly reasoning?: ReasoningOption | undefined
  /** Start marker of the reasoning block that the prompt opened, see `Completion.reasoningOpened`. Default: none. */
  readonly reasoningOpened?: string | undefined
}

/** Extracts the JSON value from an output text in the given mode; `official` knows no reasoning. Never throws. */
export function extract(
  text: string,
  mode: ScoringMode,
  { reasoning, reasoningOpened }: ReasoningContext = {},
): Extraction {
  if (mode === 'official') return extractOfficial(text)
  if (mode === 'lenient') return extractLenient(text, reasoning, reasoningOpened)
  // Within an opened block a text that is JSON as a whole is a draft.
  return openedBlock(reasoning, reasoningOpened) === null ? extractStrict(text) : nothingIn(text)
}
