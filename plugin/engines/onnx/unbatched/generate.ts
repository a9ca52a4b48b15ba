import type { CompletionRequest } from '../../../records/engine.ts'
import { type Answer, interruption } from '../../contract/completions.ts'
import { LONGEST_DRAFT } from '../decoding/prompt-lookup.ts'
import { AnswerWriter, type LanguageRules } from '../decoding/sequence.ts'
import type { Decoder } from './decoder.ts'

/** A loaded model that works on one request at a time. */
export interface LanguageModel extends LanguageRules {
  readonly decoder: Pick<Decoder, 'empty' | 'extend' | 'next' | 'truncate'>
}

/**
 * Greedy decoding of one request: the prompt in one go (prefill), then step by step. A step checks a guess of the next
 * tokens, see {@link PromptLookup}, and every token of the answer is the model's most likely one after those before it.
 * Between two steps the signal is looked at; what there is of the answer is then returned as a failure.
 */
export async function generate(
  model: LanguageModel,
  request: CompletionRequest,
  signal: AbortSignal,
): Promise<Answer> {
  const writer = AnswerWriter.begin(model, request)
  if (!(writer instanceof AnswerWriter)) return writer
  const { prompt } = writer
  if (signal.aborted) return writer.finish({ failure: interruption(signal) })
  let past = model.decoder.empty()
  // The last token goes alone: only then are logits wanted, and a row of them for every token of the prompt would
  // be copied out of the runtime for nothing.
  if (prompt.length > 1) past = await model.decoder.extend(past, prompt.slice(0, -1))
  while (writer.left > 0) {
    if (signal.aborted) return writer.finish({ failure: interruption(signal) })
    const { last } = writer
    const draft = writer.draft(LONGEST_DRAFT)
    const step = await model.decoder.next(past, [last, ...draft])
    const { certain, answer } = writer.take(draft, step.next)
    if (answer !== null) return answer
    past = model.decoder.truncate(step.past, past.length + certain)
  }
  return writer.finish({ finishReason: 'length' })
}
