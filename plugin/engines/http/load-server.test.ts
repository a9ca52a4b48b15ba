import http from 'node:http'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Completion, CompletionRequest, Engine } from '../../model/index.ts'
import { loadEngine } from '../load-engine.ts'
import type { EngineOptions } from '../options.ts'
import { request, requestsFor } from '../test-support/requests.ts'
import {
  chat,
  type Handler,
  json,
  type LocalServer,
  localServer,
  promptOf,
} from './test-support/local-server.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
  vi.unstubAllEnvs()
})

async function serve(
  handler: Handler,
  models: unknown = { data: [{ id: 'small' }, { id: 'large' }] },
): Promise<LocalServer> {
  const server = await localServer((asked, response) => {
    if (asked.method === 'GET' && asked.path === '/v1/models') return json(response, models)
    return handler(asked, response)
  })
  open.push(server.close)
  return server
}

async function engineOf(server: LocalServer, options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = await loadEngine({ model: `${server.url}/v1`, ...options })
  open.push(engine.close)
  return engine
}

async function ask(engine: Engine, more: Partial<CompletionRequest> = {}): Promise<Completion> {
  const [completion] = await engine.generate([request(more)])
  if (completion === undefined) throw new Error('no completion')
  return completion
}

/** The attempts at a completion, without the question for models. */
const attempts = (server: LocalServer): number =>
  server.asked.filter(({ method }) => method === 'POST').length

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

  test('plain completions when asked for', async () => {
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

  test('what the report says of the model', async () => {
    const server = await serve((_, response) => json(response, chat('')), {
      data: [{ id: 'small', max_model_len: 4096, meta: { n_params: 135, size: 99 } }],
    })
    const engine = await engineOf(server)
    expect(engine.model).toEqual({
      id: 'small',
      specifier: `${server.url}/v1`,
      sha256: null,
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
    ['no content is an empty answer', chat(null), { text: '', finishReason: 'stop' }],
    ['length', chat('{', { finish_reason: 'length' }), { finishReason: 'length' }],
    ['a reason of its own', chat('{}', { finish_reason: 'eos_token' }), { finishReason: 'stop' }],
    ['no reason', chat('{}', { finish_reason: null }), { finishReason: 'stop' }],
  ])('finish reason: %s', async (_, body, expected) => {
    const engine = await engineOf(await serve((__, response) => json(response, body)))
    expect(await ask(engine)).toMatchObject(expected)
  })

  test.each<[string, unknown, RegExp]>([
    ['a filter', chat('{"a"', { finish_reason: 'content_filter' }), /finish_reason "content_filter"/],
    ['no choices', { choices: [] }, /no choices/],
    ['another shape', { result: 'hi' }, /no choices: \{"result":"hi"\}/],
    [
      'content that is no text',
      { choices: [{ message: { content: [1] } }] },
      /content of the answer is not text/,
    ],
    ['a list', [1, 2], /not a JSON object/],
  ])('no answer: %s', async (_, body, message) => {
    const server = await serve((__, response) => json(response, body))
    const completion = await ask(await engineOf(server))
    expect(completion).toMatchObject({ finishReason: 'error', error: { code: 'ENGINE_FAILED' } })
    expect(completion.error?.message).toMatch(message)
    expect(attempts(server)).toBe(1)
  })
})

describe('the key', () => {
  test.each<[string, Partial<EngineOptions>, Record<string, string>, string | undefined]>([
    ['the option first', { apiKey: 'o' }, { EDGEJSON_API_KEY: 'e', OPENAI_API_KEY: 'a' }, 'Bearer o'],
    ['then our variable', {}, { EDGEJSON_API_KEY: ' e\n', OPENAI_API_KEY: 'a' }, 'Bearer e'],
    ['then the usual one', {}, { OPENAI_API_KEY: 'a' }, 'Bearer a'],
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

describe('a server in trouble', () => {
  /** Fails a number of times before it answers. */
  const failing = (times: number, fail: Handler): Handler => {
    let failures = 0
    return (asked, response) =>
      failures++ < times ? fail(asked, response) : json(response, chat('{"ok": 1}'))
  }

  test.each<[string, Handler]>([
    ['429', (_, response) => json(response, { error: 'slow down' }, 429, { 'retry-after': '0' })],
    ['500', (_, response) => json(response, {}, 500, { 'retry-after': '0' })],
    [
      '503 with a page',
      (_, response) => void response.writeHead(503, { 'retry-after': '0' }).end('<h1>busy</h1>'),
    ],
    ['a connection that drops', (_, response) => void response.destroy()],
    [
      'an answer that breaks off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"choices"')
        setTimeout(() => response.destroy(), 10)
      },
    ],
  ])('is asked again: %s', async (_, fail) => {
    const server = await serve(failing(1, fail))
    const completion = await ask(await engineOf(server))
    expect(completion).toMatchObject({ text: '{"ok": 1}', finishReason: 'stop' })
    expect(attempts(server)).toBe(2)
  })

  test('not for ever', async () => {
    const server = await serve((_, response) =>
      json(response, { error: { message: 'still loading' } }, 503, { 'retry-after': '0' }),
    )
    const completion = await ask(await engineOf(server, { retries: 2 }))
    expect(completion).toMatchObject({ finishReason: 'error', error: { code: 'ENGINE_FAILED' } })
    expect(completion.error?.message).toMatch(/HTTP 503 .*still loading \(3 attempts\)/)
    expect(attempts(server)).toBe(3)
  })

  test.each<[string, Handler, RegExp]>([
    [
      'JSON with error.message',
      (_, response) => json(response, { error: { message: 'no such model' } }, 404),
      /HTTP 404 Not Found: no such model/,
    ],
    [
      'JSON with error',
      (_, response) => json(response, { error: 'bad \u001b[31m thing' }, 400),
      /HTTP 400 Bad Request: bad \\u001b\[31m thing/,
    ],
    [
      'JSON with detail',
      (_, response) => json(response, { detail: 'too long' }, 422),
      /HTTP 422 .*: too long/,
    ],
    [
      'a page of HTML',
      (_, response) =>
        void response
          .writeHead(403)
          .end('<html><style>b{}</style><body><h1>Forbidden</h1>\n<p>by the proxy</p>'),
      /HTTP 403 Forbidden: Forbidden by the proxy$/,
    ],
    ['nothing', (_, response) => void response.writeHead(400).end(), /HTTP 400 Bad Request: no explanation/],
    [
      'a redirect',
      (_, response) => void response.writeHead(308, { location: 'https://elsewhere/v1' }).end(),
      /redirects to https:\/\/elsewhere\/v1/,
    ],
    [
      '200 with a page',
      (_, response) => void response.end('<html>Log in first</html>'),
      /not JSON: <html>Log in first/,
    ],
  ])('is quoted and not asked again: %s', async (_, handler, message) => {
    const server = await serve(handler)
    const completion = await ask(await engineOf(server))
    expect(completion).toMatchObject({ text: '', finishReason: 'error', error: { code: 'ENGINE_FAILED' } })
    expect(completion.error?.message).toMatch(message)
    expect(attempts(server)).toBe(1)
  })

  test('an endless answer is cut off', async () => {
    const server = await serve((_, response) => {
      const chunk = 'x'.repeat(1 << 20)
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    const completion = await ask(await engineOf(server))
    expect(completion.error?.message).toMatch(/larger than 16777216 bytes/)
  })

  test('a hanging one ends with the time-out, and the connection with it', async () => {
    let gone = false
    const server = await serve((_, response) => {
      response.on('close', () => {
        gone = true
      })
    })
    const completion = await ask(await engineOf(server), { timeoutMs: 80 })
    expect(completion).toMatchObject({ finishReason: 'timeout', error: { code: 'ENGINE_TIMEOUT' } })
    await vi.waitFor(() => expect(gone).toBe(true))
  })

  test('one that hangs within its answer too', async () => {
    const server = await serve((_, response) => void response.writeHead(200).write('{"choices": ['))
    expect(await ask(await engineOf(server), { timeoutMs: 80 })).toMatchObject({ finishReason: 'timeout' })
  })

  test('a time-out while waiting for another attempt says what it waited for', async () => {
    const server = await serve((_, response) =>
      json(response, { error: 'overloaded' }, 429, { 'retry-after': '20' }),
    )
    const completion = await ask(await engineOf(server), { timeoutMs: 80 })
    expect(completion.finishReason).toBe('timeout')
    expect(completion.error?.message).toMatch(/80 ms.*before that: HTTP 429 .*overloaded/)
  })

  test('an abort ends what is on its way', async () => {
    const server = await serve(() => {})
    const engine = await engineOf(server)
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 40)
    const completions = await engine.generate(requestsFor(['a', 'b', 'c', 'd', 'e', 'f']), abort.signal)
    expect(completions.map(({ error }) => error?.code)).toEqual(Array(6).fill('ABORTED'))
    expect(attempts(server)).toBe(4)
  })
})

describe('loading', () => {
  test('nobody there', async () => {
    const server = await localServer(() => {})
    await server.close()
    const loading = loadEngine({ model: `${server.url}/v1`, retries: 0 })
    await expect(loading).rejects.toMatchObject({ code: 'BAD_MODEL' })
    await expect(loading).rejects.toThrow(/cannot use the server .*ECONNREFUSED.*Start the server/)
  })

  test.each<[string, Handler, RegExp]>([
    ['not this path', (_, response) => json(response, {}, 404), /usually ends in \/v1/],
    ['no key', (_, response) => json(response, {}, 401), /Set EDGEJSON_API_KEY/],
    ['no models', (_, response) => json(response, { data: [] }), /lists no model. Set modelName/],
    ['something else', (_, response) => void response.end('hello'), /not JSON: hello/],
  ])('%s', async (_, handler, message) => {
    const server = await localServer(handler)
    open.push(server.close)
    const loading = loadEngine({ model: `${server.url}/v1`, retries: 0 })
    await expect(loading).rejects.toMatchObject({ code: 'BAD_MODEL' })
    await expect(loading).rejects.toThrow(message)
  })

  test('a server that lists nothing is asked for the model that was named', async () => {
    const server = await localServer((asked, response) =>
      asked.method === 'GET' ? json(response, {}, 404) : json(response, chat('ok')),
    )
    open.push(server.close)
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
    expect(sockets.size).toBe(1)
    await engine.close()
    await new Promise((resolve) => server.close(resolve))
  })
})
