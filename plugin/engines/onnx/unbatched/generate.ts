import type { CompletionRequest } from '../../../records/engine.ts'
import { type EngineResult, interruption } from '../../contract/completions.ts'
import { MAX_DRAFT_UNBATCHED } from '../decoding/prompt-lookup.ts'
import { type DecodingConfig, SequenceState } from '../decoding/sequence-state.ts'
import type { Decoder } from './decoder.ts'

/** A loaded model that decodes one sequence at a time. */
export interface LanguageModel extends DecodingConfig {
  readonly decoder: Pick<Decoder, 'empty' | 'extend' | 'next' | 'truncate'>
}

/**
 * Greedy decoding of one request: prefill, then steps that verify draft tokens, see {@link PromptLookup}. The signal is
 * read between two steps; an aborted request fails with the text so far.
 */
export async function generate(
  model: LanguageModel,
  request: CompletionRequest,
  signal: AbortSignal,
): Promise<EngineResult> {
  const state = SequenceState.start(model, request)
  if (!(state instanceof SequenceState)) return state
  const { prompt } = state
  if (signal.aborted) return state.finish({ failure: interruption(signal) })
  let past = model.decoder.empty()
  // The last token goes into the first step: logits of the other prompt tokens would be copied for nothing.
  if (prompt.length > 1) past = await model.decoder.extend(past, prompt.slice(0, -1))
  while (state.remaining > 0) {
    if (signal.aborted) return state.finish({ failure: interruption(signal) })
    const { last } = state
    const draft = state.draft(MAX_DRAFT_UNBATCHED)
    const step = await model.decoder.next(past, [last, ...draft])
    const { kept, answer } = state.verify(draft, step.next)
    if (answer !== null) return answer
    past = model.decoder.truncate(step.past, past.length + kept)
  }
  return state.finish({ finishReason: 'length' })
}
