// What our engine does with a graph that it cannot rewrite: the graph as it is, one answer after the other.
import * as onnx from 'onnxruntime-node'
import { createSession } from '../../../../dist.modules/plugin/engines/onnx/model/create-session.js'
import { findWeights } from '../../../../dist.modules/plugin/engines/onnx/model/find-weights.js'
import { readModelConfig } from '../../../../dist.modules/plugin/engines/onnx/model/model-config.js'
import { loadTokenizer } from '../../../../dist.modules/plugin/engines/onnx/model/tokenizer.js'
import { Decoder } from '../../../../dist.modules/plugin/engines/onnx/unbatched/decoder.js'
import { describeGraph } from '../../../../dist.modules/plugin/engines/onnx/unbatched/decoder-io.js'
import { generate } from '../../../../dist.modules/plugin/engines/onnx/unbatched/generate.js'
import { serve } from './serve.mjs'

await serve(async ({ model: folder, options, maxNewTokens, stop }) => {
  const config = await readModelConfig(folder)
  const weights = await findWeights(folder, options.dtype)
  const session = await createSession(onnx, weights, options.threads, null)
  const graph = describeGraph(weights.file, session.inputMetadata, session.outputMetadata, config)
  const decoder = new Decoder(onnx, session, graph)
  const model = {
    tokenizer: await loadTokenizer(folder, config.tokenizerConfig),
    chatTemplate: null,
    endTokens: config.endTokens,
    contextLength: config.contextLength,
    lookup: true,
    constraint: null,
    decoder,
  }
  const never = new AbortController().signal
  return {
    info: {
      engine: 'onnxruntime-node, the graph as it is, prompt lookup',
      version: null,
      numerics: 'as in the file',
    },
    async answer(requests) {
      const answers = []
      for (const { id, prompt } of requests) {
        const request = { id, prompt: { kind: 'text', text: prompt }, maxNewTokens, stop, timeoutMs: 1e9 }
        const { text, tokensIn, tokensOut, timings, failure } = await generate(model, request, never)
        if (failure !== undefined) throw new Error(failure.message)
        const { firstTokenMs, decodeMs } = timings
        answers.push({ text, tokensIn, tokensOut, queueMs: null, firstTokenMs, decodeMs })
      }
      return answers
    },
    close: () => decoder.close(),
  }
})
