import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Completion } from '../../records/completion.ts'
import type { CompletionRequest, Engine } from '../../records/engine.ts'
import type { EngineOptions } from '../contract/options.ts'
import { loadEngine } from '../load-engine.ts'
import { packagedRequests } from '../onnx/test-support/packaged-model.ts'
import { END, spell, type TinyModel, writeTinyModel } from '../onnx/test-support/tiny-model.ts'
import { describeEngine } from '../test-support/engine-contract.ts'
import { request } from '../test-support/requests.ts'
import { temporaryFolder } from '../test-support/temporary-folder.ts'
import { importLibrary, LIBRARY } from './library.ts'

const installed = await importLibrary().then(
  () => true,
  () => false,
)

const root = temporaryFolder()
const engines: Engine[] = []
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close()
})

const PROMPT = 'prompt:'

/** What the model writes after {@link PROMPT}. */
function writing(text: string): TinyModel {
  return { script: { at: PROMPT.length, bytes: spell(text) } }
}

async function complete(engine: Engine, more: Partial<CompletionRequest> = {}): Promise<Completion> {
  const prompt = { kind: 'text', text: PROMPT } as const
  const [completion] = await engine.generate([request({ prompt, stop: 'eos', ...more })])
  if (completion === undefined) throw new Error('no completion')
  return completion
}

let folders = 0
function write(model: TinyModel, file?: string): string {
  return writeTinyModel(path.join(root, `model-${++folders}`), { modelType: 'llama', ...model }, file)
}

async function open(folder: string, options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = await loadEngine({ model: folder, runtime: 'transformers.js', threads: 1, ...options })
  engines.push(engine)
  return engine
}

test('a package that is not installed is an error that says how to install it', async () => {
  const missing = Object.assign(new Error(`Cannot find package '${LIBRARY}' imported from /x`), {
    code: 'ERR_MODULE_NOT_FOUND',
  })
  await expect(importLibrary(() => Promise.reject(missing))).rejects.toThrow(
    "engine.runtime 'transformers.js' needs the package @huggingface/transformers, which is not installed; run: npm i -D @huggingface/transformers",
  )
  const broken = Object.assign(new Error("Cannot find package 'sharp' imported from /x"), {
    code: 'ERR_MODULE_NOT_FOUND',
  })
  await expect(importLibrary(() => Promise.reject(broken))).rejects.toThrow(
    "@huggingface/transformers cannot be loaded: Cannot find package 'sharp' imported from /x",
  )
})

describe.skipIf(!installed)(
  'transformers.js (skipped where @huggingface/transformers is not installed)',
  () => {
    const follows = { a: 'x'.charCodeAt(0), x: END, b: 'y'.charCodeAt(0), y: END, z: 'z'.charCodeAt(0) }
    describeEngine('transformers.js', {
      load: () => open(write({ follows, contextLength: 1e6 })),
      answers: { a: 'x', 'a longer prompt to b': 'y', zzza: 'x' },
      slow: 'z',
      capabilities: ['token counts', 'time to first token', 'batch-invariant', 'abort within a step'],
    })

    test('says what it is', async () => {
      const folder = write(writing('{}'))
      const { model, notes, concurrency } = await open(folder)
      expect(model).toMatchObject({
        id: path.basename(folder),
        specifier: folder,
        engine: 'transformers.js',
        engineVersion: expect.stringMatching(/^4\.\d+\.\d+, onnxruntime-node 1\.\d+\.\d+$/),
        numerics: 'as in the file',
        device: 'cpu',
        dtype: 'fp32',
        threads: 1,
      })
      expect(model.contentSha256).toBe((await loadedByOnnx(folder)).model.contentSha256)
      expect([notes, concurrency]).toEqual([[], 1])
    })

    async function loadedByOnnx(folder: string): Promise<Engine> {
      const engine = await loadEngine({ model: folder, threads: 1 })
      engines.push(engine)
      return engine
    }

    test('weights of any name and place', async () => {
      const folder = write(writing('plain'))
      writeTinyModel(folder, { ...writing('named'), modelType: 'llama' }, 'onnx/model_quantized.onnx')
      writeTinyModel(folder, { ...writing('above'), modelType: 'llama' }, 'model_mine.onnx')
      for (const [dtype, text] of [
        ['fp32', 'plain'],
        ['q8', 'named'],
        ['mine', 'above'],
      ] as const) {
        const engine = await open(folder, { dtype })
        expect([engine.model.dtype, (await complete(engine)).text]).toEqual([dtype, text])
      }
      const external = write({ ...writing('external'), external: 'weights.bin' })
      expect((await complete(await open(external))).text).toBe('external')
    })

    test('json_complete, the context and the chat template as in the ONNX engine', async () => {
      const json = await open(write(writing('{"a": 1}\n\nmore')))
      expect(await complete(json, { stop: 'json_complete' })).toMatchObject({
        text: '{"a": 1}\n\nm',
        finishReason: 'json_complete',
      })
      const short = await open(
        write({ ...writing('longer than the context'), contextLength: PROMPT.length + 4 }),
      )
      expect(await complete(short)).toMatchObject({ text: 'long', finishReason: 'length', tokensOut: 4 })
      const full = await open(write({ ...writing('no'), contextLength: PROMPT.length }))
      expect(await complete(full)).toMatchObject({
        finishReason: 'error',
        error: { code: 'PROMPT_TOO_LONG' },
      })
      const chat = await open(
        write({ script: { at: '<user>hi:'.length, bytes: [...Buffer.from('ok'), END] } }),
      )
      expect(await complete(chat, { prompt: { kind: 'chat', text: 'hi' } })).toMatchObject({
        text: 'ok',
        tokensIn: '<user>hi:'.length,
        tokensOut: 3,
      })
    })

    test('settings of generation_config.json that change greedy decoding are a note', async () => {
      const folder = write(writing('aaaa'))
      const settings = {
        eos_token_id: END,
        repetition_penalty: 50,
        top_p: 0.8,
        suppress_tokens: [97],
        min_length: 0,
      }
      writeFileSync(path.join(folder, 'generation_config.json'), JSON.stringify(settings))
      const engine = await open(folder, { concurrency: 4 })
      expect((await complete(engine)).text).toBe('aaaa')
      expect(engine.notes).toEqual([
        'decoding is greedy: repetition_penalty, suppress_tokens of generation_config.json are not applied',
        'transformers.js generates one completion at a time; concurrency 4 has no effect',
      ])
    })

    test('what it cannot load is an error with the reason and the way out', async () => {
      const unknown = write({ ...writing('x'), modelType: 'tiny' })
      await expect(open(unknown)).rejects.toThrow(
        /transformers\.js cannot load the model on device 'cpu': .*tiny.*; use engine\.runtime 'onnx'/,
      )
    })

    test('prompts, counts and texts of the packaged model are those of the ONNX engine', async () => {
      const asked = packagedRequests(40).map(({ constraint: _, expected: __, ...request }) => request)
      const [ours, theirs] = await Promise.all(
        ([undefined, 'transformers.js'] as const).map(async (runtime) => {
          const engine = await loadEngine({
            model: 'builtin',
            threads: 1,
            ...(runtime === undefined ? {} : { runtime }),
          })
          engines.push(engine)
          return engine.generate(asked)
        }),
      )
      const compared = (all: typeof ours): unknown[] =>
        (all ?? []).map(({ text, tokensIn, tokensOut, finishReason }) => [
          text,
          tokensIn,
          tokensOut,
          finishReason,
        ])
      expect(compared(theirs)).toEqual(compared(ours))
      expect(theirs?.length).toBe(4)
    })
  },
)
