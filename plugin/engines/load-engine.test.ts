import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { EngineOptions } from './contract/options.ts'
import { loadEngine } from './load-engine.ts'
import { temporaryFolder } from './test-support/temporary-folder.ts'

const root = temporaryFolder()
writeFileSync(path.join(root, 'answers.jsonl'), '{"id": "a", "output": "x"}\n')
writeFileSync(
  path.join(root, 'engine.mjs'),
  "export default ({ temperature }) => ({ model: { id: 'at ' + temperature }, generate: async () => [], close: async () => {} })",
)
const REPLAY = 'replay:answers.jsonl'

describe('options from a configuration file', () => {
  test('those of other kinds of engines are refused, unless the model is not the one that they were written for', async () => {
    const options = { model: REPLAY, root, dtype: 'q4', apiKey: undefined, concurrency: 3 }
    await expect(loadEngine(options)).rejects.toThrow(
      'option engine.dtype is for a model in ONNX, but model "replay:answers.jsonl" is a recording, which has no engine ' +
        'options; leave engine.dtype out.',
    )
    const engine = await loadEngine(options, { otherKinds: 'ignore' })
    expect(engine.replay).toBe(true)
    const server: EngineOptions = { model: 'http://127.0.0.1:9/v1', threads: 2 }
    await expect(loadEngine(server)).rejects.toThrow(
      /engine\.threads is for a model in ONNX or a GGUF file, but .* is a server, which has the engine options api, modelName/,
    )
  })

  test.each([
    ['temperature', 0.5, 'a server, a module or a GGUF file'],
    ['seed', 1, 'a server, a module or a GGUF file'],
    ['retries', 2, 'a server or a module'],
    ['numCtx', 4096, 'a server'],
  ])('an option that is refused names all kinds of models that take it: %s', async (name, value, kinds) => {
    await expect(loadEngine({ model: 'rules', [name]: value })).rejects.toThrow(
      `option engine.${name} is for ${kinds}, but model "rules" is the rule-based parser`,
    )
  })

  test.each<[object, RegExp]>([
    [
      { dtpye: 'q4' },
      /no option "engine\.dtpye"\. Did you mean "engine\.dtype"\? The options of engine are: runtime, /,
    ],
    [{ __proto__x: 1 }, /no option "engine\.__proto__x"\. The options/],
    [JSON.parse('{"__proto__":{"dtype":"q4"}}'), /no option "engine\.__proto__"\./],
    [{ toString: 'x' }, /no option "engine\.toString"/],
    [{ threads: '2' }, /engine\.threads is "2"; it must be a whole number from 1 to 1024/],
    [{ threads: 0 }, /engine\.threads is 0; it must be/],
    [{ threads: Number.NaN }, /engine\.threads is NaN; it must be/],
    [{ dtype: 4 }, /engine\.dtype is 4; it must be a non-empty string/],
    [{ dtype: '' }, /engine\.dtype is ""; it must be a non-empty string/],
    [{ int8: 'yes' }, /engine\.int8 is "yes"; it must be 'never', 'quantized' or 'always'/],
    [
      { kvCacheMegabytes: Number.POSITIVE_INFINITY },
      /engine\.kvCacheMegabytes is Infinity; it must be a number of at least 1/,
    ],
    [{ promptLookup: 'false' }, /engine\.promptLookup is "false"; it must be true or false/],
    [{ concurrency: -1 }, /engine\.concurrency is -1; it must be a whole number of at least 1/],
  ])('of a model in ONNX: %j', async (more, message) => {
    const options: EngineOptions = { model: root, ...more }
    await expect(loadEngine(options)).rejects.toMatchObject({ code: 'BAD_OPTION' })
    await expect(loadEngine(options)).rejects.toThrow(message)
  })

  test('those of another runtime are refused, with the way out', async () => {
    const options: EngineOptions = { model: 'builtin', runtime: 'transformers.js', promptLookup: true }
    for (const otherKinds of ['refuse', 'ignore'] as const) {
      await expect(loadEngine(options, { otherKinds })).rejects.toThrow(
        /engine\.promptLookup is for engine\.runtime 'onnx' or 'browser', but the runtime is 'transformers\.js', which has .*; leave engine\.promptLookup out, or set engine\.runtime to 'onnx' or 'browser'\./,
      )
    }
    await expect(loadEngine({ model: root, device: 'webgpu' })).rejects.toThrow(
      /engine\.device is for engine\.runtime 'transformers\.js' or 'browser', but the runtime is 'onnx'/,
    )
    await expect(loadEngine({ model: REPLAY, root, runtime: 'transformers.js' })).rejects.toThrow(
      /engine\.runtime is for a model in ONNX, but/,
    )
    const unknown: object = { runtime: 'bun' }
    await expect(loadEngine({ model: root, ...unknown })).rejects.toThrow(
      "engine.runtime is \"bun\"; it must be 'onnx', 'transformers.js' or 'browser'",
    )
    const wasm: object = { device: 'wasm' }
    await expect(loadEngine({ model: root, runtime: 'transformers.js', ...wasm })).rejects.toThrow(
      /engine\.device is "wasm"; it must be 'cpu' or 'webgpu'/,
    )
    await expect(loadEngine({ model: root, runtime: 'browser', device: 'cpu' })).rejects.toThrow(
      /engine\.device is "cpu"; it must be 'wasm' or 'webgpu'/,
    )
    const misspelt: object = { backend: 'paged', browserArgs: '--flag' }
    await expect(loadEngine({ model: root, runtime: 'browser', ...misspelt })).rejects.toThrow(
      /engine\.backend is "paged"; it must be 'transformers\.js' or 'onnx'|engine\.browserArgs is "--flag"; it must be/,
    )
    await expect(loadEngine({ model: root, browser: 'chrome' })).rejects.toThrow(
      /engine\.browser is for engine\.runtime 'browser', but the runtime is 'onnx'/,
    )
  })

  test('those of the other back end of a page are refused, with the way out', async () => {
    const page: EngineOptions = { model: root, runtime: 'browser' }
    await expect(loadEngine({ ...page, constrain: 'schema' })).rejects.toThrow(
      "option engine.constrain is for engine.backend 'onnx', but the backend is 'transformers.js'; leave engine.constrain out, or set " +
        "engine.backend to 'onnx'.",
    )
    await expect(loadEngine({ ...page, backend: 'onnx', device: 'webgpu' })).rejects.toThrow(
      "option engine.device is 'webgpu', and engine.backend 'onnx' computes with 'wasm' only; leave engine.device out, or use " +
        "engine.backend 'transformers.js'.",
    )
    await expect(loadEngine({ ...page, backend: 'onnx', int8: 'always' })).rejects.toThrow(
      "option engine.int8 is for engine.runtime 'onnx', but the runtime is 'browser'",
    )
  })

  test('a key is not printed', async () => {
    const options: EngineOptions = {
      model: 'http://127.0.0.1:9/v1',
      ...({ apiKey: ['sk-hunter2'] } as object),
    }
    await expect(loadEngine(options)).rejects.toThrow(
      /engine\.apiKey cannot be used; it must be a non-empty string\.$/,
    )
  })

  test('a module may have options of its own', async () => {
    const options: EngineOptions = { model: './engine.mjs', root, ...({ temperature: 0.5 } as object) }
    expect((await loadEngine(options)).model.id).toBe('at 0.5')
  })
})

test('a model that is no text is refused', async () => {
  for (const model of [undefined, null, 5, {}]) {
    const options = { ...{ model } } as object as EngineOptions
    await expect(loadEngine(options)).rejects.toMatchObject({ code: 'BAD_MODEL' })
  }
})
