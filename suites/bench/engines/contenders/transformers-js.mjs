// @huggingface/transformers: `generate` on the same ONNX file, one answer after the other.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { peerFile, peerModule } from './peer-module.mjs'
import { serve } from './serve.mjs'

await serve(async ({ model: folder, options, maxNewTokens }) => {
  const { AutoModelForCausalLM, AutoTokenizer, BaseStreamer, env } =
    await peerModule('@huggingface/transformers')
  env.allowRemoteModels = false
  env.localModelPath = `${path.dirname(folder)}/`
  const id = path.basename(folder)
  const tokenizer = await AutoTokenizer.from_pretrained(id)
  const model = await AutoModelForCausalLM.from_pretrained(id, {
    dtype: options.dtype,
    device: 'cpu',
    session_options: { intraOpNumThreads: options.threads, interOpNumThreads: 1, logSeverityLevel: 3 },
  })

  /** `put` is called with the prompt first, then with each token. */
  class Watch extends BaseStreamer {
    times = []
    put() {
      this.times.push(performance.now())
    }
    end() {}
  }

  const { version } = JSON.parse(readFileSync(peerFile('@huggingface/transformers/package.json'), 'utf8'))
  return {
    info: { engine: '@huggingface/transformers', version, numerics: 'as in the file' },
    async answer(requests) {
      const answers = []
      for (const { prompt } of requests) {
        const started = performance.now()
        const inputs = tokenizer(prompt)
        const streamer = new Watch()
        const output = await model.generate({
          ...inputs,
          max_new_tokens: maxNewTokens,
          do_sample: false,
          streamer,
        })
        const tokensIn = inputs.input_ids.dims[1]
        const ids = output.tolist()[0].slice(tokensIn)
        const [, first, last = first] = [streamer.times[0], streamer.times[1], streamer.times.at(-1)]
        answers.push({
          text: tokenizer.decode(ids, { skip_special_tokens: true }),
          tokensIn,
          tokensOut: ids.length,
          queueMs: null,
          firstTokenMs: first - started,
          decodeMs: last - first,
        })
      }
      return answers
    },
    close: async () => void (await model.dispose()),
  }
})
