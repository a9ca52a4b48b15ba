import { describe, expect, test } from 'vitest'
import type { Completion } from '../../../records/completion.ts'
import { loadEngine } from '../../load-engine.ts'
import { request } from '../../test-support/requests.ts'
import type { Asked } from '../test-support/local-server.ts'
import { chat, json } from '../test-support/local-server.ts'
import { ask, attempts, bareServer, engineOf, serve } from '../test-support/served-engine.ts'

const rejects = (message: string) => ({
  error: { message, type: 'invalid_request_error', code: 'unsupported_parameter' },
})
const OTHER_LIMIT =
  "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."

describe('the token limit', () => {
  test('a model that rejects max_tokens gets its successor, once for all requests', async () => {
    const server = await serve(({ body }, response) =>
      'max_tokens' in body ? json(response, rejects(OTHER_LIMIT), 400) : json(response, chat('{}')),
    )
    const engine = await engineOf(server)
    for (const _ of [1, 2]) expect(await ask(engine)).toMatchObject({ text: '{}', finishReason: 'stop' })
    expect(attempts(server)).toBe(3)
    expect(server.asked.at(-1)?.body).toMatchObject({ max_completion_tokens: 64 })
    expect(server.asked.at(-1)?.body).not.toHaveProperty('max_tokens')
  })

  test('a key that shares letters with the name of the limit changes nothing', async () => {
    const server = await serve(({ body }, response) =>
      'max_tokens' in body ? json(response, rejects(OTHER_LIMIT), 400) : json(response, chat('{}')),
    )
    // The fragment ax_com is removed from messages; no other message has it, as a key is known until the process ends.
    const engine = await engineOf(server, { apiKey: 'qqax_comqq' })
    expect(await ask(engine)).toMatchObject({ text: '{}', finishReason: 'stop' })
  })

  test('a name that the options give is sent, and no other', async () => {
    const server = await serve((_, response) => json(response, rejects(OTHER_LIMIT), 400))
    const engine = await engineOf(server, { maxTokensField: 'max_tokens' })
    expect((await ask(engine)).error?.code).toBe('REQUEST_REFUSED')
    expect(attempts(server)).toBe(1)
  })

  test('the successor may still be more than the context holds', async () => {
    const server = await serve(({ body }, response) => {
      if ('max_tokens' in body) return json(response, rejects(OTHER_LIMIT), 400)
      if (Number(body.max_completion_tokens) > 20) {
        const message =
          "This model's maximum context length is 50 tokens, however you requested 94 tokens (30 in the messages, 64 in the completion)."
        return json(response, { error: { message, code: 'context_length_exceeded' } }, 400)
      }
      return json(response, chat('{}'))
    })
    expect((await ask(await engineOf(server))).text).toBe('{}')
    expect(server.asked.slice(1).map(({ body }) => [body.max_tokens, body.max_completion_tokens])).toEqual([
      [64, undefined],
      [undefined, 64],
      [undefined, 20],
    ])
  })
})

describe('sampling, fields, headers and query', () => {
  test('each repeat has a seed of its own', async () => {
    const server = await serve((_, response) => json(response, chat('{}')))
    const engine = await engineOf(server, { temperature: 0.7, seed: 3 })
    const repeats = [request(), request({ repeat: 2 }), request({ repeat: 3 })]
    for (const each of repeats) await engine.generate([each])
    expect(server.asked.flatMap(({ body }) => body.seed ?? [])).toEqual([3, 4, 5])
  })

  test('are sent with every request', async () => {
    const server = await bareServer((asked, response) =>
      json(response, asked.method === 'GET' ? { data: [{ id: 'm' }] } : chat('{}')),
    )
    const engine = await engineOf(server, {
      temperature: 0.7,
      seed: 3,
      maxTokensField: 'n_predict',
      body: { top_k: 1, chat_template_kwargs: { enable_thinking: false } },
      headers: { 'X-Team': 'blue' },
      query: { 'api-version': '2024-10-21' },
    })
    await ask(engine)
    const [models, completion] = server.asked
    expect(models?.path).toBe('/v1/models?api-version=2024-10-21')
    expect(completion?.path).toBe('/v1/chat/completions?api-version=2024-10-21')
    expect(completion?.body).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'prompt' }],
      temperature: 0.7,
      seed: 3,
      n_predict: 64,
      stream: false,
      top_k: 1,
      chat_template_kwargs: { enable_thinking: false },
    })
    expect([models, completion].map((asked) => asked?.headers['x-team'])).toEqual(['blue', 'blue'])
  })

  test('temperature false is not sent, and a model that rejects 0 says what to do', async () => {
    const server = await serve(({ body }, response) =>
      'temperature' in body
        ? json(response, rejects("Unsupported value: 'temperature' does not support 0 with this model."), 400)
        : json(response, chat('{}')),
    )
    expect((await ask(await engineOf(server))).error?.message).toContain('set engine.temperature to false')
    expect((await ask(await engineOf(server, { temperature: false }))).text).toBe('{}')
  })

  test('a header may replace that of the key; credentials are in no message', async () => {
    const server = await serve(({ headers }, response) =>
      json(response, { error: { message: `bad ${headers.authorization} ${headers['x-api-key']}` } }, 401),
    )
    const engine = await engineOf(server, {
      apiKey: 'sk-0123456789abcdef',
      headers: { Authorization: 'Basic aHVudGVyMjpodW50ZXIy', 'x-api-key': 'k-fedcba9876543210' },
    })
    const { error } = await ask(engine)
    expect(server.asked.at(-1)?.headers.authorization).toBe('Basic aHVudGVyMjpodW50ZXIy')
    expect(error?.message).toMatch(/HTTP 401/)
    expect(error?.message).not.toMatch(/aHVud|fedcba/)
  })

  test.each([
    [
      { body: { temperature: 1 } },
      /engine\.body has the field temperature, which the option engine\.temperature/,
    ],
    [{ body: { response_format: {} } }, /which the option engine\.constrain sets/],
    [{ api: 'ollama' as const, body: { options: { num_ctx: 1 } } }, /which the option engine\.numCtx sets/],
    [{ numCtx: 4096 }, /engine\.numCtx is for the API of Ollama/],
    [{ headers: { 'Content-Length': '3' } }, /engine\.headers has content-length/],
    [{ headers: { 'a b': 'x' } }, /engine\.headers/],
    [{ headers: { secret: 'Zoë' } }, /^(?!.*Zoë).*engine\.headers/],
    [{ temperature: -1 }, /engine\.temperature is -1; it must be a number from 0, or false/],
    [{ constrain: 'json' as const, constrainField: 'format' as const }, /it is one of response_format, /],
  ])('%j is an error', async (options, message) => {
    const server = await serve(() => {})
    const loading = loadEngine({ model: `${server.url}/v1`, ...options })
    await expect(loading).rejects.toMatchObject({ code: 'BAD_OPTION' })
    await expect(loading).rejects.toThrow(message)
  })
})

describe('the model', () => {
  test('several are an error with the list', async () => {
    const server = await serve(() => {}, {
      data: [{ id: 'small' }, { id: 'large' }, { id: 'nomic-embed-text' }],
    })
    const loading = loadEngine({ model: `${server.url}/v1` })
    await expect(loading).rejects.toMatchObject({ code: 'BAD_MODEL' })
    await expect(loading).rejects.toThrow(
      /\/models lists 3 models: "small", "large", "nomic-embed-text"\. Set engine\.modelName to one of them/,
    )
  })

  test('models that complete nothing do not count', async () => {
    const server = await serve(() => {}, { data: [{ id: 'nomic-embed-text' }, { id: 'qwen3:0.6b' }] })
    expect((await engineOf(server)).model.id).toBe('qwen3:0.6b')
  })

  test('a name that is not listed is used, with a note', async () => {
    const engine = await engineOf(await serve(() => {}), { modelName: 'alias' })
    expect(engine.model.id).toBe('alias')
    expect(engine.notes).toEqual(['The server does not list the model "alias"; it lists "small".'])
  })
})

test('Azure: deployment in the path, version in the query, key in its own header', async () => {
  const server = await bareServer((asked, response) =>
    asked.method === 'GET' ? json(response, {}, 404) : json(response, chat('{}')),
  )
  const engine = await loadEngine({
    model: `${server.url}/openai/deployments/my-gpt`,
    apiKey: 'azure-0123456789',
    keyHeader: 'api-key',
    query: { 'api-version': '2024-10-21' },
  })
  expect((await ask(engine)).text).toBe('{}')
  await engine.close()
  const asked = server.asked.at(-1) as Asked
  expect(asked.path).toBe('/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21')
  expect(asked.headers['api-key']).toBe('azure-0123456789')
  expect(asked.headers.authorization).toBeUndefined()
  expect(engine.model.id).toBe('my-gpt')
})

describe('Ollama', () => {
  test('has its own API, with the context length', async () => {
    const server = await bareServer((asked, response) => {
      if (asked.path === '/api/tags') return json(response, { models: [{ name: 'qwen3:0.6b', size: 522 }] })
      if (asked.path === '/api/version') return json(response, { version: '0.13.1' })
      return json(response, {
        model: 'qwen3:0.6b',
        message: { role: 'assistant', content: '{"n":1}', thinking: 'hm' },
        done: true,
        done_reason: 'stop',
        prompt_eval_count: 9,
        eval_count: 4,
        prompt_eval_duration: 12_000_000,
        eval_duration: 34_500_000,
      })
    })
    const engine = await engineOf(server, {
      api: 'ollama',
      numCtx: 8192,
      seed: 1,
      body: { think: false, options: { top_k: 1 } },
    })
    expect(engine.model).toMatchObject({
      id: 'qwen3:0.6b',
      engine: 'ollama',
      engineVersion: '0.13.1',
      bytes: 522,
      contextLength: 8192,
    })
    const completion = await ask(engine)
    expect(server.asked.at(-1)).toMatchObject({
      path: '/api/chat',
      body: {
        model: 'qwen3:0.6b',
        messages: [{ role: 'user', content: 'prompt' }],
        stream: false,
        think: false,
        options: { temperature: 0, seed: 1, num_predict: 64, num_ctx: 8192, top_k: 1 },
      },
    })
    expect(completion).toMatchObject({ text: '{"n":1}', finishReason: 'stop', tokensIn: 9, tokensOut: 4 })
    expect(completion.timings).toMatchObject({ prefillMs: 12, decodeMs: 34.5 })
  })

  test('says that its model is not there', async () => {
    const server = await bareServer((asked, response) =>
      asked.method === 'GET'
        ? json(response, { models: [{ name: 'm' }] })
        : json(response, { error: 'model "m" not found, try pulling it first' }, 404),
    )
    expect((await ask(await engineOf(server, { api: 'ollama' }))).error).toMatchObject({
      code: 'REQUEST_REFUSED',
      message: expect.stringContaining('try pulling it first'),
    })
  })
})

describe('the responses API', () => {
  const reply = (output: unknown, more: object = {}) => ({
    object: 'response',
    status: 'completed',
    error: null,
    output,
    usage: { input_tokens: 5, output_tokens: 3 },
    ...more,
  })
  const text = (content: unknown) => ({ type: 'message', role: 'assistant', content })

  test.each<[string, unknown, Partial<Completion>]>([
    [
      'a text after reasoning',
      reply([
        { type: 'reasoning', summary: [] },
        text([{ type: 'output_text', text: '{"n":1}', annotations: [] }]),
      ]),
      { text: '{"n":1}', finishReason: 'stop', tokensIn: 5, tokensOut: 3 },
    ],
    [
      'reasoning alone, cut at the limit',
      reply([{ type: 'reasoning', summary: [] }], {
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
      }),
      { text: '', kind: 'reasoning_only', finishReason: 'length' },
    ],
    ['a refusal', reply([text([{ type: 'refusal', refusal: 'No.' }])]), { text: 'No.', kind: 'refusal' }],
    [
      'a function call',
      reply([{ type: 'function_call', name: 'f', arguments: '{"x":1}', call_id: 'c' }]),
      { text: '{"x":1}', kind: 'tool_call' },
    ],
    ['nothing', reply([]), { text: '', kind: 'empty' }],
  ])('%s', async (_, body, expected) => {
    const server = await serve((__, response) => json(response, body))
    const completion = await ask(await engineOf(server, { api: 'responses' }))
    expect(completion).toMatchObject(expected)
    expect(completion.error).toBeUndefined()
    expect(server.asked.at(-1)).toMatchObject({
      path: '/v1/responses',
      body: { input: [{ role: 'user', content: 'prompt' }], max_output_tokens: 64, store: false },
    })
  })

  test.each([
    ['failed', { status: 'failed', error: { code: 'server_error', message: 'boom' } }, 'SERVER_FAILED'],
    [
      'a filter',
      { status: 'incomplete', incomplete_details: { reason: 'content_filter' } },
      'CONTENT_FILTER',
    ],
  ])('%s is no output', async (_, more, code) => {
    const server = await serve((__, response) => json(response, reply([], more)))
    expect((await ask(await engineOf(server, { api: 'responses', retries: 0 }))).error?.code).toBe(code)
  })
})
