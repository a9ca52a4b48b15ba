import type { CompletionRequest } from '../../../records/engine.ts'
import { type EngineResult, interruption } from '../../contract/completions.ts'
import type { DecodingConfig } from '../decoding/decoding-config.ts'
import { MAX_DRAFT_UNBATCHED } from '../decoding/prompt-lookup.ts'
import { SequenceState } from '../decoding/sequence-state.ts'
import type { Decoder } from './decoder.ts'

/** A loaded model that decodes one sequence at a time. */
export interface LanguageModel extends DecodingConfig {
  readonly decoder: Pick<Decoder, 'empty' | 'extend' | 'next' | 'truncate'>
}

/**
 * Greedy decoding of one request: prefill, then steps that verify draft tokens, see {@link PromptLookup}. The signal is
 * checked between two steps; an aborted request fails with the text so far.
 */
export async function generate(
  model: LanguageModel,
  request: CompletionRequest,
  signal: AbortSignal,
): Promise<EngineResult> {
  const state = await SequenceState.start(model, request)
  if (!(state instanceof SequenceState)) return state
  try {
    return await decode(model.decoder, state, signal)
  } finally {
    state.dispose()
  }
}

async function decode(
  decoder: LanguageModel['decoder'],
  state: SequenceState,
  signal: AbortSignal,
): Promise<EngineResult> {
  const { prompt } = state
  if (signal.aborted) return state.finish({ failure: interruption(signal) })
  let past = decoder.empty()
  // The last token goes into the first step: logits of the other prompt tokens would be copied without use.
  if (prompt.length > 1) past = await decoder.extend(past, prompt.slice(0, -1))
  state.cached(prompt.length - 1)
  while (state.remaining > 0) {
    if (signal.aborted) return state.finish({ failure: interruption(signal) })
    const step = state.next(MAX_DRAFT_UNBATCHED, Number.POSITIVE_INFINITY)
    const { past: after, next } = await decoder.next(past, step.tokens)
    const { kept, result } = await state.verify(step, next)
    if (result !== null) return result
    state.cached(kept)
    past = decoder.truncate(after, past.length + kept)
  }
  return state.finish({ finishReason: 'length' })
}
