import type { CompletionRequest } from '../../records/engine.ts'
import { type EngineResult, interruption } from '../contract/completions.ts'
import type { DecodingConfig } from '../onnx/decoding/decoding-config.ts'
import { NextTokens } from '../onnx/decoding/next-tokens.ts'
import { SequenceState } from '../onnx/decoding/sequence-state.ts'
import type { LlamaSequence } from './llama-library.ts'

/** How the requests of a context are decoded. */
export interface GgufDecoding {
  /** Tokens of a prefill step. */
  readonly batchSize: number
  /** 0: greedy. */
  readonly temperature: number
  /** Of the first completion of an example. */
  readonly seed: number
}

/**
 * Decodes one request in a sequence of a context: prefill in steps of `batchSize` tokens, then a step for each token.
 * Nothing of an earlier request is reused. The signal is checked between two steps; an aborted request fails with the
 * text so far.
 */
export async function generate(
  config: DecodingConfig,
  sequence: LlamaSequence,
  { batchSize, temperature, seed }: GgufDecoding,
  request: CompletionRequest,
  signal: AbortSignal,
): Promise<EngineResult> {
  const state = await SequenceState.start(config, request)
  if (!(state instanceof SequenceState)) return state
  const { prompt } = state
  await sequence.clearHistory()
  const last = prompt.length - 1
  for (let at = 0; at < last; at += batchSize) {
    if (signal.aborted) return state.finish({ failure: interruption(signal) })
    await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(at, Math.min(last, at + batchSize)))
  }
  state.cached(last)
  if (signal.aborted) return state.finish({ failure: interruption(signal) })
  if (state.remaining <= 0) return state.finish({ finishReason: 'length' })
  const tokens = sequence.evaluate(prompt.slice(last), {
    temperature,
    // A repeat with the seed of the first completion would be that completion.
    seed: seed + (request.repeat ?? 1) - 1,
    yieldEogToken: true,
  })
  for await (const token of tokens) {
    const step = { tokens: state.uncached, draft: [] }
    const { kept, result } = await state.verify(step, new NextTokens([token], 1))
    if (result !== null) return result
    if (signal.aborted) return state.finish({ failure: interruption(signal) })
    state.cached(kept)
  }
  throw new Error('llama.cpp ended the sequence without an end token')
}
