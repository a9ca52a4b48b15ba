/** Finish reasons of a completion with output. */
export const OUTPUT_FINISH_REASONS = ['stop', 'length', 'json_complete', 'tool_call'] as const

/** Values of {@link FinishReason}. */
export const FINISH_REASONS: readonly [...typeof OUTPUT_FINISH_REASONS, 'timeout', 'error'] = [
  ...OUTPUT_FINISH_REASONS,
  'timeout',
  'error',
]

/**
 * Why a completion ended.
 * - `stop`: the model generated its end token.
 * - `length`: the token limit or the context was reached.
 * - `json_complete`: the top-level JSON value was closed and something else followed it.
 * - `tool_call`: the model ended its turn with a tool call.
 * - `timeout`, `error`: the engine failed; there is no output to score.
 */
export type FinishReason = (typeof FINISH_REASONS)[number]

/** Values of {@link CompletionKind}. */
export const COMPLETION_KINDS = [
  'tool_call',
  'several_calls',
  'wrong_tool',
  'no_call',
  'refusal',
  'reasoning_only',
  'empty',
] as const
/** What a completion is made of when the model did not simply write its output text; see `Completion.kind`. */
export type CompletionKind = (typeof COMPLETION_KINDS)[number]

/** True if there is output to score. An engine failure is never scored as a miss. */
export function hasOutput(completion: { readonly finishReason: FinishReason }): boolean {
  return completion.finishReason !== 'error' && completion.finishReason !== 'timeout'
}
