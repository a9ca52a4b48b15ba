// node-llama-cpp on a GGUF file: with the given number of concurrent sequences, greedy decoding.
import { readFileSync } from 'node:fs'
import { peerFile, peerModule } from './peer-module.mjs'
import { serve } from './serve.mjs'

await serve(async ({ model: file, options, maxNewTokens, endless }) => {
  const { getLlama, LlamaLogLevel } = await peerModule('node-llama-cpp')
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    logLevel: LlamaLogLevel.error,
    maxThreads: options.threads,
  })
  const model = await llama.loadModel({ modelPath: file })
  const context = await model.createContext({
    sequences: options.sequences,
    contextSize: options.contextTokens,
    threads: options.threads,
  })
  const free = Array.from({ length: options.sequences }, () => context.getSequence())

  async function one(sequence, { prompt }, asked) {
    const started = performance.now()
    await sequence.clearHistory()
    const tokens = model.tokenize(prompt)
    const out = []
    let steps = 0
    let first = null
    for await (const token of sequence.evaluate(tokens, { temperature: 0, yieldEogToken: true })) {
      first ??= performance.now()
      steps++
      if (!endless && model.isEogToken(token)) break
      out.push(token)
      if (steps === maxNewTokens) break
    }
    const ended = performance.now()
    return {
      text: model.detokenize(out),
      tokensIn: tokens.length,
      tokensOut: steps,
      queueMs: started - asked,
      firstTokenMs: first - started,
      decodeMs: ended - first,
    }
  }

  const { version } = JSON.parse(readFileSync(peerFile('node-llama-cpp/package.json'), 'utf8'))
  return {
    info: { engine: 'node-llama-cpp', version },
    async answer(requests) {
      const asked = performance.now()
      const answers = []
      const waiting = [...requests.entries()]
      await Promise.all(
        free.map(async (sequence) => {
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            const [index, request] = next
            answers[index] = await one(sequence, request, asked)
          }
        }),
      )
      return answers
    },
    close: () => llama.dispose(),
  }
})
