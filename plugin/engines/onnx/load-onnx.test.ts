import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { cpuModel } from '../../core/cpu.ts'
import type { Engine } from '../../records/engine.ts'
import { extractLenient } from '../../scoring/index.ts'
import type { EngineOptions } from '../contract/options.ts'
import { loadEngine } from '../load-engine.ts'
import {
  complete,
  engines,
  load,
  newFolder,
  PROMPT,
  request,
  root,
  writing,
} from './test-support/tiny-engine.ts'
import { END, spell, type TinyModel, writeTinyModel } from './test-support/tiny-model.ts'

describe('decoding', () => {
  test.each<[string, TinyModel]>([
    ['int64 and float32', {}],
    ['int32', { integers: 'int32' }],
    ['half floats', { floats: 'float16' }],
    ['position_ids', { positionIds: true }],
    ['num_logits_to_keep', { logitsToKeep: true }],
    ['a head size that only config.json tells', { openHeadSize: true }],
    ['all of it', { integers: 'int32', floats: 'float16', positionIds: true, logitsToKeep: true }],
  ])('the cache grows as the graph wants it: %s', async (_, graph) => {
    const text = ' {"name": "Zoë 日本 🙂", "n": 3.5}'
    const engine = await load({ ...writing(text), ...graph })
    const completion = await complete(engine)
    expect(completion).toMatchObject({
      text,
      finishReason: 'stop',
      tokensIn: PROMPT.length,
      tokensOut: Buffer.byteLength(text) + 1,
      replayed: false,
    })
    expect(completion.error).toBeUndefined()
    // Nothing of one request is left for the next.
    expect((await complete(engine)).text).toBe(text)
  })

  test.each([
    ['what repeats itself', 'abcabcabcabcabcabcabcabc{"a":1,"b":[1,1,1,1,1,1,1,1,1,1,1]} and abcabcabc'],
    ['what only begins like the prompt', `${'Name: Ada'.slice(0, 5)}, Name? Name! "Name: Bob"`],
  ])('guessing tokens changes steps, not answers: %s', async (_, text) => {
    for (const stop of ['eos', 'json_complete'] as const) {
      for (const maxNewTokens of [1, 7, 200]) {
        const answers = []
        for (const lookup of [true, false]) {
          const engine = await load(writing(text), { promptLookup: lookup })
          const { timings, speculation, ...rest } = await complete(engine, { stop, maxNewTokens })
          expect(speculation === undefined).toBe(!lookup)
          expect(timings.decodeMs).not.toBeNull()
          answers.push(rest)
        }
        expect(answers[0]).toEqual(answers[1])
        expect(answers[0]?.tokensOut).toBeLessThanOrEqual(maxNewTokens)
      }
    }
  })

  test('a prompt of one token has no prefill of its own', async () => {
    const engine = await load({ script: { at: 1, bytes: spell('ok') } })
    expect((await complete(engine, { prompt: { kind: 'text', text: 'x' } })).text).toBe('ok')
  })

  test('timings add up and begin after the queue', async () => {
    const engine = await load(writing('a'.repeat(60)))
    const completions = await engine.generate([request({ id: 'a' }), request({ id: 'b' })])
    for (const { timings } of completions) {
      const { queueMs, prefillMs, firstTokenMs, decodeMs, totalMs } = timings
      for (const each of [queueMs, prefillMs, firstTokenMs, decodeMs, totalMs])
        expect(each).toBeGreaterThanOrEqual(0)
      expect(prefillMs).toBeLessThanOrEqual(firstTokenMs ?? 0)
      expect((firstTokenMs ?? 0) + (decodeMs ?? 0)).toBeLessThanOrEqual((totalMs ?? 0) + 0.01)
    }
    const [first, second] = completions
    expect(second?.timings.queueMs).toBeGreaterThanOrEqual(first?.timings.totalMs ?? Number.NaN)
  })

  test('every id of a list of end tokens ends the completion', async () => {
    const engine = await load({ ...writing('ab;cd'), endTokens: [END, ';'.charCodeAt(0)] })
    expect(await complete(engine)).toMatchObject({ text: 'ab', finishReason: 'stop', tokensOut: 3 })
  })

  test('the tokenizer’s end token when no config names one', async () => {
    const engine = await load({ ...writing('ab'), endTokens: null })
    expect(await complete(engine)).toMatchObject({ text: 'ab', finishReason: 'stop' })
  })

  test('the chat template wraps the message and begins the completion', async () => {
    const prompt = '<user>hi:'
    const engine = await load({ script: { at: prompt.length, bytes: spell('yes') } })
    const completion = await complete(engine, { prompt: { kind: 'chat', text: 'hi' } })
    expect(completion).toMatchObject({ text: 'yes', tokensIn: prompt.length })
  })

  describe('a chat template that opens a block of reasoning', () => {
    const draft = '{"a": 9} or {"a": 1}'
    const begin = async (suffix: string, text: string): Promise<Engine> => {
      const prompt = `<user>hi${suffix}`
      const folder = writeTinyModel(newFolder(), { script: { at: prompt.length, bytes: spell(text) } })
      writeFileSync(
        path.join(folder, 'chat_template.jinja'),
        `{% for message in messages %}<user>{{ message.content }}{% endfor %}{{ ${JSON.stringify(suffix)} }}`,
      )
      const engine = await loadEngine({ model: folder, threads: 1 })
      engines.push(engine)
      return engine
    }
    const chat = { prompt: { kind: 'chat', text: 'hi' } } as const

    test.each(['<think>', '<think>\n', '<think>\nOkay, '])('%j', async (suffix) => {
      const engine = await begin(suffix, `${draft} </think> {"b": 2} so`)
      for (const stop of ['eos', 'json_complete'] as const) {
        const cut = await complete(engine, { ...chat, stop, maxNewTokens: draft.length })
        expect(cut).toMatchObject({ text: draft, finishReason: 'length', reasoningOpened: '<think>' })
        expect(extractLenient(cut.text, undefined, cut.reasoningOpened).found).toBe(false)
        const whole = await complete(engine, { ...chat, stop })
        expect(extractLenient(whole.text, undefined, whole.reasoningOpened)).toMatchObject({
          value: { b: 2 },
        })
      }
      const stopped = await complete(engine, { ...chat, stop: 'json_complete' })
      expect(stopped.text).toBe(`${draft} </think> {"b": 2} s`)
    })

    test.each(['<think>\n\n</think>\n\n', ':'])('not with %j', async (suffix) => {
      const engine = await begin(suffix, draft)
      const completion = await complete(engine, { ...chat, stop: 'json_complete' })
      expect(completion.text).toBe('{"a": 9} o')
      expect(completion.reasoningOpened).toBeUndefined()
    })

    test('a message that holds the marker opens nothing', async () => {
      const engine = await load({ script: { at: '<user><think>x:'.length, bytes: spell(draft) } })
      const completion = await complete(engine, { prompt: { kind: 'chat', text: '<think>x' } })
      expect(completion).toMatchObject({ text: draft })
      expect(completion.reasoningOpened).toBeUndefined()
    })
  })

  test('a model without chat template fails the request, not the run', async () => {
    const folder = writeTinyModel(newFolder(), writing('x'))
    rmSync(path.join(folder, 'chat_template.jinja'))
    const engine = await loadEngine({ model: folder, threads: 1 })
    engines.push(engine)
    const completion = await complete(engine, { prompt: { kind: 'chat', text: 'hi' } })
    expect(completion).toMatchObject({ finishReason: 'error', text: '' })
    expect(completion.error?.message).toContain('no chat template')
  })
})

describe('stopping', () => {
  test('at the token limit', async () => {
    const engine = await load(writing('{"a": 12345}'))
    expect(await complete(engine, { maxNewTokens: 5 })).toMatchObject({
      text: '{"a":',
      finishReason: 'length',
      tokensOut: 5,
    })
  })

  test('where the context ends', async () => {
    const engine = await load({ ...writing('abcdefgh'), contextLength: PROMPT.length + 3 })
    expect(await complete(engine)).toMatchObject({ text: 'abc', finishReason: 'length', tokensOut: 3 })
  })

  test('a prompt that fills the context is an error that says so', async () => {
    const engine = await load({ ...writing('abc'), contextLength: PROMPT.length })
    const completion = await complete(engine)
    expect(completion).toMatchObject({
      finishReason: 'error',
      tokensIn: 7,
      error: { code: 'PROMPT_TOO_LONG' },
    })
    expect(completion.error?.message).toMatch(/7 tokens .* context 7/)
  })

  test('json_complete lets a model end by itself after its object', async () => {
    const text = ' {"a": {"b": "}"}} \n'
    const engine = await load(writing(text))
    expect(await complete(engine, { stop: 'json_complete' })).toMatchObject({ text, finishReason: 'stop' })
  })

  test('json_complete ends at the first thing that follows the object, and keeps it', async () => {
    const engine = await load(writing('{"a": "\\"}"}\n\nInput: and so on for ever'))
    const early = await complete(engine, { stop: 'json_complete' })
    expect(early).toMatchObject({ text: '{"a": "\\"}"}\n\nI', finishReason: 'json_complete' })
    expect(early.tokensOut).toBe(early.text.length)
    const late = await complete(engine)
    expect(late).toMatchObject({ text: '{"a": "\\"}"}\n\nInput: and so on for ever', finishReason: 'stop' })
  })

  test('a character of several tokens after the object comes whole', async () => {
    const engine = await load(writing('{} 🙂🙂'))
    expect(await complete(engine, { stop: 'json_complete' })).toMatchObject({
      text: '{} 🙂',
      finishReason: 'json_complete',
    })
  })

  test('a time-out ends the work and keeps the text so far', async () => {
    // 'a' follows 'a' for ever, so what ends it is the time-out: at its limit the finish reason would be 'length'.
    const engine = await load({ follows: { ':': 97, a: 97 }, contextLength: 1e6 })
    const completion = await complete(engine, { timeoutMs: 150, maxNewTokens: 1e6 })
    expect(completion).toMatchObject({ finishReason: 'timeout', error: { code: 'ENGINE_TIMEOUT' } })
    expect(completion.text).toMatch(/^a*$/)
    expect(completion.tokensOut).toBe(completion.text.length)
    expect(completion.error?.message).toContain('150 ms')
    // The engine is free again.
    expect((await complete(engine, { maxNewTokens: 3 })).text).toBe('aaa')
  })

  test('an abort ends what runs and what waits', async () => {
    const engine = await load({ follows: { ':': 97, a: 97 }, contextLength: 1e6 })
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 100)
    const long = request({ maxNewTokens: 1e6 })
    const [first, second] = await engine.generate([long, long], abort.signal)
    expect(first).toMatchObject({ finishReason: 'error', error: { code: 'ABORTED' } })
    expect(first?.text).toMatch(/^a*$/)
    expect(first?.tokensOut).toBe(first?.text.length)
    expect(second).toMatchObject({
      finishReason: 'error',
      error: { code: 'ABORTED' },
      text: '',
      tokensOut: null,
    })
  })
})

describe('what a report needs to know', () => {
  test('name, weights, engine', async () => {
    const folder = writeTinyModel(path.join(root, 'named'), writing('x'), 'onnx/model_q4.onnx')
    const engine = await loadEngine({ model: './named', root, threads: 1 })
    engines.push(engine)
    const bytes = readFileSync(path.join(folder, 'onnx/model_q4.onnx'))
    expect(engine.model).toEqual({
      id: 'named',
      specifier: './named',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      contentSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      parts: {
        tokenizer: expect.stringMatching(/^[0-9a-f]{64}$/),
        chatTemplate: createHash('sha256')
          .update(readFileSync(path.join(folder, 'chat_template.jinja')))
          .digest('hex'),
        generationConfig: expect.stringMatching(/^[0-9a-f]{64}$/),
        modelConfig: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      dtype: 'q4',
      engine: 'onnxruntime-node, prompt lookup',
      engineVersion: expect.stringMatching(/^\d+\.\d+\.\d+/),
      numerics: 'as in the file',
      threads: 1,
      cpu: cpuModel(),
      parameters: null,
      bytes: bytes.length,
      contextLength: 512,
    })
    expect(engine.replay).toBe(false)
  })

  test('one file of several, by dtype and by path; fp32 unasked', async () => {
    const folder = newFolder()
    writeTinyModel(folder, writing('four'), 'onnx/model_q4.onnx')
    writeTinyModel(folder, writing('eight'), 'onnx/model_quantized.onnx')
    writeTinyModel(folder, writing('full'), 'onnx/model.onnx')
    const answer = async (options: EngineOptions): Promise<[string | null, string]> => {
      const engine = await loadEngine({ threads: 1, ...options })
      engines.push(engine)
      return [engine.model.dtype, (await complete(engine)).text]
    }
    expect(await answer({ model: folder })).toEqual(['fp32', 'full'])
    expect(await answer({ model: folder, dtype: 'q8' })).toEqual(['q8', 'eight'])
    expect(await answer({ model: path.join(folder, 'onnx/model_q4.onnx') })).toEqual(['q4', 'four'])
    await expect(loadEngine({ model: folder, dtype: 'fp16' })).rejects.toThrow(
      /dtype "fp16"; it has "fp32", "q4", "q8"/,
    )
  })

  test('weights in the folder itself', async () => {
    const folder = writeTinyModel(newFolder(), writing('flat'), 'model.onnx')
    const engine = await loadEngine({ model: folder, threads: 1 })
    engines.push(engine)
    expect((await complete(engine)).text).toBe('flat')
  })
})
