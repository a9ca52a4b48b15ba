import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Completion } from '../records/completion.ts'
import type { EngineOptions } from './contract/options.ts'
import { type AiSdkCall, type AiSdkModel, fromAiSdk } from './from-ai-sdk.ts'
import { loadEngine } from './load-engine.ts'
import { describeEngine } from './test-support/engine-contract.ts'
import { request } from './test-support/requests.ts'
import { temporaryFolder } from './test-support/temporary-folder.ts'

/** A model object as a provider of the AI SDK makes it. */
function modelOf(doGenerate: (call: AiSdkCall) => Promise<unknown>, specificationVersion = 'v2'): AiSdkModel {
  return { specificationVersion, provider: 'test.chat', modelId: 'small', doGenerate }
}

const result = (text: string, more: object = {}) => ({
  content: [{ type: 'text', text }],
  finishReason: 'stop',
  usage: { inputTokens: 5, outputTokens: 3, totalTokens: 8 },
  warnings: [],
  ...more,
})

async function completionOf(
  doGenerate: (call: AiSdkCall) => Promise<unknown>,
  options: Partial<EngineOptions> = {},
  more = {},
): Promise<Completion> {
  const engine = fromAiSdk(modelOf(doGenerate))({ model: 'x.mjs', retries: 0, ...options })
  const [completion] = await engine.generate([request(more)])
  await engine.close()
  return completion as Completion
}

const ANSWERS = { one: '{"n": 1}', two: '{"n": 2}', drei: '{"n": "drei"}' }
describeEngine('a model of the AI SDK', {
  load: async () =>
    fromAiSdk(
      modelOf(async ({ prompt, abortSignal }) => {
        const text: string = prompt[0].content[0].text
        if (text === 'slow')
          await new Promise((_, reject) =>
            abortSignal.addEventListener('abort', () => reject(abortSignal.reason)),
          )
        return result(new Map(Object.entries(ANSWERS)).get(text) ?? '')
      }),
    )({ model: 'x.mjs', concurrency: 2 }),
  answers: ANSWERS,
  slow: 'slow',
})

test('a module exports one', async () => {
  const file = path.join(temporaryFolder(), 'engine.mjs')
  writeFileSync(file, '')
  const model = modelOf(async () => result('{}'))
  const engine = await loadEngine(
    { model: file, ...({ temperature: 0.5 } as object) },
    { importModule: async () => ({ default: fromAiSdk(model) }) },
  )
  expect(engine.model).toMatchObject({ id: 'small', engine: 'ai-sdk test.chat', contentSha256: null })
  expect(engine.concurrency).toBe(1)
  const [completion] = await engine.generate([request()])
  expect(completion).toMatchObject({ text: '{}', finishReason: 'stop', tokensIn: 5, tokensOut: 3 })
})

test('what the model is called with', async () => {
  const calls: AiSdkCall[] = []
  const messages = [
    { role: 'system' as const, content: 'Be brief.' },
    { role: 'user' as const, content: 'Hello' },
  ]
  const schema = { type: 'object' }
  await completionOf(
    async (call) => {
      calls.push(call)
      return result('{}')
    },
    { seed: 7, constrain: 'schema' },
    { prompt: { kind: 'chat', text: 'all', messages }, constraint: { schema, whiteSpace: 'any' } },
  )
  expect(calls).toMatchObject([
    {
      prompt: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
      ],
      maxOutputTokens: 64,
      temperature: 0,
      seed: 7,
      responseFormat: { type: 'json', name: 'output', schema },
    },
  ])
})

test('the schema as a tool', async () => {
  const calls: AiSdkCall[] = []
  const call = (toolName: string) => ({
    content: [{ type: 'tool-call', toolName, input: '{"x": 1}' }],
    finishReason: 'tool-calls',
  })
  const tool = { name: 'point', parameters: { type: 'object' } }
  const complete = (toolName: string) =>
    completionOf(
      async (each) => {
        calls.push(each)
        return result('', call(toolName))
      },
      { tools: 'required' },
      { tool },
    )
  const right = await complete('point')
  expect([right.text, right.kind]).toEqual(['{"x": 1}', undefined])
  expect(await complete('other')).toMatchObject({ kind: 'wrong_tool' })
  expect(calls[0]).toMatchObject({
    tools: [{ type: 'function', name: 'point', inputSchema: { type: 'object' } }],
    toolChoice: { type: 'required' },
  })
  expect(() => fromAiSdk(modelOf(async () => 0))({ model: 'x', tools: 'auto', constrain: 'json' })).toThrow(
    /cannot be combined with engine.constrain/,
  )
})

describe('what the model returns', () => {
  test.each<[string, object, Partial<Completion>]>([
    [
      'version 3',
      {
        ...result('{}'),
        finishReason: { unified: 'length', raw: 'max_tokens' },
        usage: { inputTokens: { total: 9 }, outputTokens: { total: 2 } },
      },
      { text: '{}', finishReason: 'length', tokensIn: 9, tokensOut: 2 },
    ],
    [
      'usage that is not known',
      result('{}', { usage: { inputTokens: undefined } }),
      { tokensIn: null, tokensOut: null },
    ],
    [
      'reasoning and text',
      result('', {
        content: [
          { type: 'reasoning', text: 'hm' },
          { type: 'text', text: '{}' },
        ],
      }),
      { text: '{}' },
    ],
    [
      'reasoning alone',
      result('', { content: [{ type: 'reasoning', text: 'hm' }] }),
      { text: '', kind: 'reasoning_only' },
    ],
    [
      'a tool call',
      result('', {
        content: [{ type: 'tool-call', toolName: 'f', input: '{"x":1}' }],
        finishReason: 'tool-calls',
      }),
      { text: '{"x":1}', kind: 'tool_call', finishReason: 'tool_call' },
    ],
  ])('%s', async (_, value, expected) => {
    const completion = await completionOf(async () => value)
    expect(completion).toMatchObject(expected)
    expect(completion.error).toBeUndefined()
  })

  test.each<[string, unknown, string]>([
    ['a filter', result('', { finishReason: 'content-filter' }), 'CONTENT_FILTER'],
    ['an error', result('', { finishReason: 'error' }), 'SERVER_FAILED'],
    ['nothing', undefined, 'BAD_RESPONSE'],
    ['no content', { finishReason: 'stop' }, 'BAD_RESPONSE'],
  ])('%s is no output', async (_, value, code) => {
    expect((await completionOf(async () => value)).error?.code).toBe(code)
  })
})

describe('an APICallError', () => {
  const apiError = (statusCode: number | undefined, responseBody: string, isRetryable = false): Error =>
    Object.assign(new Error('call failed'), { statusCode, responseBody, responseHeaders: {}, isRetryable })

  test.each<[string, Error, string, RegExp]>([
    ['a wrong key', apiError(401, '{"error":{"message":"bad key"}}'), 'REQUEST_REFUSED', /HTTP 401: bad key/],
    ['overload', apiError(429, '{"error":{"message":"slow down"}}', true), 'SERVER_OVERLOADED', /slow down/],
    ['no connection', apiError(undefined, '', true), 'SERVER_UNREACHABLE', /call failed/],
    [
      'a fault of the provider package',
      new Error('undefined is not a function'),
      'ENGINE_FAILED',
      /not a function/,
    ],
  ])('%s', async (_, error, code, message) => {
    const completion = await completionOf(async () => Promise.reject(error))
    expect(completion.error?.code).toBe(code)
    expect(completion.error?.message).toMatch(message)
  })

  test('is worth another attempt where it says so', async () => {
    let attempts = 0
    const completion = await completionOf(
      async () => (++attempts === 1 ? Promise.reject(apiError(503, 'busy', true)) : result('{}')),
      { retries: 1 },
    )
    expect(completion.text).toBe('{}')
    expect(attempts).toBe(2)
  })
})

test.each([null, {}, { doGenerate: () => {}, specificationVersion: 'v1' }])('%j is no model', (value) => {
  expect(() => fromAiSdk(value as never)).toThrow(/needs a language model of the AI SDK/)
})
