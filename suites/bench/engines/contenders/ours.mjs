// Our engine as its users load it.
import { loadEngine } from '../../../../dist/plugin/engines/index.js'
import { serve } from './serve.mjs'

await serve(async ({ model, options, maxNewTokens, stop }) => {
  const engine = await loadEngine({ model, ...options })
  return {
    info: {
      engine: engine.model.engine,
      version: engine.model.engineVersion,
      numerics: engine.model.numerics,
      notes: engine.notes ?? [],
    },
    async answer(requests) {
      const completions = await engine.generate(
        requests.map(({ id, prompt }) => ({
          id,
          prompt: { kind: 'text', text: prompt },
          maxNewTokens,
          stop,
          timeoutMs: 1e9,
        })),
      )
      return completions.map(({ text, tokensIn, tokensOut, timings, error }) => {
        if (error !== undefined) throw new Error(`${error.code}: ${error.message}`)
        const { queueMs, firstTokenMs, decodeMs } = timings
        return { text, tokensIn, tokensOut, queueMs, firstTokenMs, decodeMs }
      })
    },
    close: () => engine.close(),
  }
})
