import type { CompletionRequest } from '../../records/engine.ts'
import { type EngineResult, interruption } from '../contract/completions.ts'
import type { DecodingConfig } from '../onnx/decoding/decoding-config.ts'
import { SequenceState } from '../onnx/decoding/sequence-state.ts'
import { GREEDY } from './greedy.ts'
import type { Library, LibraryModel } from './library.ts'

/** A loaded model of the library with what turns requests into tokens. */
export interface LoadedModel {
  readonly library: Pick<Library, 'Tensor'>
  readonly model: Pick<LibraryModel, 'generate'>
  readonly decoding: DecodingConfig
}

/**
 * Greedy decoding of one request by the library's own loop. Prompt, stop criteria and counts are those of the ONNX engine, so
 * that two runs differ by the runtime alone. The signal is checked after each step; an aborted request fails with the text so
 * far.
 */
export async function generate(
  { library, model, decoding }: LoadedModel,
  request: CompletionRequest,
  signal: AbortSignal,
): Promise<EngineResult> {
  const state = await SequenceState.start(decoding, request)
  if (!(state instanceof SequenceState)) return state
  if (signal.aborted) return state.finish({ failure: interruption(signal) })
  const { prompt } = state
  const dims = [1, prompt.length]
  let result: EngineResult | null = null
  await model.generate({
    ...GREEDY,
    input_ids: new library.Tensor('int64', BigInt64Array.from(prompt, BigInt), dims),
    attention_mask: new library.Tensor('int64', new BigInt64Array(prompt.length).fill(1n), dims),
    max_new_tokens: state.remaining,
    eos_token_id: [...decoding.endTokens],
    stopping_criteria: [
      ([ids]) => {
        const token = ids?.at(-1)
        if (token !== undefined) result = state.take(Number(token))
        return [result !== null || signal.aborted]
      },
    ],
  })
  if (result !== null) return result
  return state.finish(signal.aborted ? { failure: interruption(signal) } : { finishReason: 'length' })
}
