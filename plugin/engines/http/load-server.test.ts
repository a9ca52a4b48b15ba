import http from 'node:http'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Completion } from '../../records/completion.ts'
import type { EngineOptions } from '../contract/options.ts'
import { loadEngine } from '../load-engine.ts'
import { requestsFor } from '../test-support/requests.ts'
import { chat, type Handler, json, localServer, promptOf } from './test-support/local-server.ts'
import { ask, bareServer, engineOf, serve } from './test-support/served-engine.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('asking', () => {
  test('chat completions with the rendered prompt as user message', async () => {
    const server = await serve((asked, response) =>
      json(response, chat(` {"got": ${JSON.stringify(promptOf(asked))}}`)),
    )
    const engine = await engineOf(server)
    const prompt = 'Zoë\n"日本" \u2028'
    const completion = await ask(engine, { prompt: { kind: 'text', text: prompt }, maxNewTokens: 77 })
    expect(server.asked.at(-1)).toMatchObject({
      method: 'POST',
      path: '/v1/chat/completions',
      body: {
        model: 'small',
        messages: [{ role: 'user', content: prompt }],
        temperature: 0,
        max_tokens: 77,
        stream: false,
      },
    })
    expect(completion).toEqual({
      text: ` {"got": ${JSON.stringify(prompt)}}`,
      finishReason: 'stop',
      tokensIn: 11,
      tokensOut: 7,
      timings: {
        queueMs: expect.any(Number),
        prefillMs: null,
        firstTokenMs: null,
        decodeMs: null,
        totalMs: expect.any(Number),
      },
      replayed: false,
    })
  })

  test('plain completions if the option says so', async () => {
    const server = await serve((_, response) =>
      json(response, { choices: [{ text: '{}', finish_reason: 'length' }] }),
    )
    const engine = await engineOf(server, { api: 'completions', modelName: 'large' })
    expect(await ask(engine)).toMatchObject({
      text: '{}',
      finishReason: 'length',
      tokensIn: null,
      tokensOut: null,
    })
    expect(server.asked.at(-1)).toMatchObject({
      path: '/v1/completions',
      body: { model: 'large', prompt: 'prompt', max_tokens: 64 },
    })
    const chatPrompt = await ask(engine, { prompt: { kind: 'chat', text: 'x' } })
    expect(chatPrompt.error?.message).toMatch(/set api to "chat"/)
  })

  test('a prompt that is sent as it is may open a block of reasoning', async () => {
    const server = await serve((_, response) => json(response, { choices: [{ text: '{}' }] }))
    const engine = await engineOf(server, { api: 'completions', modelName: 'large' })
    const opened = await ask(engine, { prompt: { kind: 'text', text: 'x\n<think>\n' } })
    expect(opened.reasoningOpened).toBe('<think>')
    expect((await ask(engine)).reasoningOpened).toBeUndefined()
  })

  test('what the report says of the model', async () => {
    const server = await serve((_, response) => json(response, chat('')), {
      data: [{ id: 'small', max_model_len: 4096, meta: { n_params: 135, size: 99 } }],
    })
    const engine = await engineOf(server)
    expect(engine.model).toMatchObject({
      id: 'small',
      specifier: `${server.url}/v1`,
      sha256: null,
      // A server may serve other weights under the same name: nothing recorded is reused without a choice.
      contentSha256: null,
      cpu: null,
      dtype: null,
      engine: 'openai-chat',
      engineVersion: null,
      threads: null,
      parameters: 135,
      bytes: 99,
      contextLength: 4096,
    })
    expect(engine).toMatchObject({ concurrency: 4, replay: false })
  })

  test('no more requests at once than `concurrency`', async () => {
    const server = await serve(async (asked, response) => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      json(response, chat(promptOf(asked)))
    })
    const engine = await engineOf(server, { concurrency: 2 })
    const names = ['a', 'b', 'c', 'd', 'e']
    const completions = await engine.generate(requestsFor(names))
    expect(completions.map(({ text }) => text)).toEqual(names)
    expect(server.most()).toBe(2)
  })

  test.each<[string, unknown, Partial<Completion>]>([
    ['length', chat('{', { finish_reason: 'length' }), { finishReason: 'length' }],
    ['a reason of its own', chat('{}', { finish_reason: 'eos_token' }), { finishReason: 'stop' }],
    ['no reason', chat('{}', { finish_reason: null }), { finishReason: 'stop' }],
  ])('finish reason: %s', async (_, body, expected) => {
    const engine = await engineOf(await serve((__, response) => json(response, body)))
    expect(await ask(engine)).toMatchObject(expected)
  })
})

describe('the key', () => {
  test.each<[string, Partial<EngineOptions>, Record<string, string>, string | undefined]>([
    ['the option first', { apiKey: 'o' }, { EDGEJSON_API_KEY: 'e', OPENAI_API_KEY: 'a' }, 'Bearer o'],
    ['then our variable', {}, { EDGEJSON_API_KEY: ' e\n', OPENAI_API_KEY: 'a' }, 'Bearer e'],
    ['then the usual one', {}, { OPENAI_API_KEY: 'a' }, 'Bearer a'],
    ['also where ours is empty', {}, { EDGEJSON_API_KEY: ' ', OPENAI_API_KEY: 'a' }, 'Bearer a'],
    ['none', {}, { OPENAI_API_KEY: '' }, undefined],
  ])('%s', async (_, options, env, header) => {
    vi.stubEnv('EDGEJSON_API_KEY', undefined)
    vi.stubEnv('OPENAI_API_KEY', undefined)
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    const server = await serve((__, response) => json(response, chat('')))
    await ask(await engineOf(server, options))
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([header, header])
  })

  test('is in no message, even when the server repeats it, and in no record', async () => {
    const server = await serve((asked, response) =>
      json(
        response,
        { error: { message: `Incorrect API key provided: ${asked.headers.authorization}` } },
        401,
      ),
    )
    const engine = await engineOf(server, { apiKey: 'sk-hunter2' })
    const completion = await ask(engine)
    expect(completion.error?.message).toMatch(/HTTP 401 .*Incorrect API key provided: Bearer …/)
    expect(JSON.stringify([completion, engine.model])).not.toContain('hunter2')
  })
})

describe('loading', () => {
  test('no server', async () => {
    const server = await localServer(() => {})
    await server.close()
    const loading = loadEngine({ model: `${server.url}/v1`, retries: 0 })
    await expect(loading).rejects.toMatchObject({ code: 'BAD_MODEL' })
    await expect(loading).rejects.toThrow(/cannot use the server: .*ECONNREFUSED.*Start the server/)
  })

  test.each<[string, Handler, RegExp]>([
    ['not this path', (_, response) => json(response, {}, 404), /usually ends in \/v1/],
    ['no key', (_, response) => json(response, {}, 401), /Set EDGEJSON_API_KEY/],
    ['no models', (_, response) => json(response, { data: [] }), /lists no model. Set modelName/],
    ['something else', (_, response) => void response.end('hello'), /not JSON: hello/],
  ])('%s', async (_, handler, message) => {
    const server = await bareServer(handler)
    const loading = loadEngine({ model: `${server.url}/v1`, retries: 0 })
    await expect(loading).rejects.toMatchObject({ code: 'BAD_MODEL' })
    await expect(loading).rejects.toThrow(message)
  })

  test('a server that lists nothing is used with the given model name', async () => {
    const server = await bareServer((asked, response) =>
      asked.method === 'GET' ? json(response, {}, 404) : json(response, chat('ok')),
    )
    const engine = await engineOf(server, { modelName: 'hidden' })
    expect(engine.model).toMatchObject({ id: 'hidden', contextLength: null })
    expect((await ask(engine)).text).toBe('ok')
  })

  test.each<[Partial<EngineOptions>, RegExp]>([
    [{ retries: -1 }, /retries is -1/],
    [{ retries: 1.5 }, /retries is 1.5/],
    [{ concurrency: 0 }, /concurrency is 0/],
  ])('%j', async (options, message) => {
    const server = await serve(() => {})
    const loading = loadEngine({ model: `${server.url}/v1`, ...options })
    await expect(loading).rejects.toMatchObject({ code: 'BAD_OPTION' })
    await expect(loading).rejects.toThrow(message)
  })

  test('connections are kept and closed', async () => {
    const sockets = new Set<unknown>()
    const server = http.createServer((incoming, response) => {
      sockets.add(incoming.socket)
      incoming.resume()
      response.end(JSON.stringify(incoming.method === 'GET' ? { data: [{ id: 'm' }] } : chat('ok')))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const engine = await loadEngine({ model: `http://127.0.0.1:${port}/v1`, concurrency: 1 })
    await engine.generate(requestsFor(['a', 'b', 'c']))
    // A socket that ends its response may be busy for one more moment.
    expect(sockets.size).toBeLessThanOrEqual(2)
    await engine.close()
    await new Promise((resolve) => server.close(resolve))
  })
})
