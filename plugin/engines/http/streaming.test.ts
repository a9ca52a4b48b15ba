import { describe, expect, test } from 'vitest'
import type { Completion } from '../../records/completion.ts'
import type { EngineOptions } from '../contract/options.ts'
import { chat, chunk, events, type Handler, json, stream } from './test-support/local-server.ts'
import { ask, attempts, bareServer, engineOf, hastyEngineOf, serve } from './test-support/served-engine.ts'

const USAGE = { choices: [], usage: { prompt_tokens: 11, completion_tokens: 7 } }

async function completionOf(
  handler: Handler,
  { stop = 'eos', ...options }: Partial<EngineOptions> & { stop?: 'eos' | 'json_complete' } = {},
): Promise<Completion> {
  const server = await serve(handler)
  return ask(await hastyEngineOf(server, { stream: true, retries: 0, ...options }), { stop })
}

const streamOf =
  (...values: readonly unknown[]): Handler =>
  (_, response) =>
    stream(response, [events(...values)])

describe('a streamed completion', () => {
  test('is that of the whole response, with the time to first token', async () => {
    const server = await serve((_, response) =>
      stream(response, [
        ': keep-alive\n\n',
        events(chunk({ role: 'assistant', content: '' })),
        events(chunk({ content: '{"n"' })),
        ': keep-alive\n\n',
        events(chunk({ content: ':1}' }), chunk({}, 'stop'), USAGE, '[DONE]'),
      ]),
    )
    const completion = await ask(await engineOf(server, { stream: true }), { stop: 'eos' })
    expect(server.asked.at(-1)?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } })
    expect(completion).toMatchObject({ text: '{"n":1}', finishReason: 'stop', tokensIn: 11, tokensOut: 7 })
    const { firstTokenMs, decodeMs, totalMs } = completion.timings
    expect(firstTokenMs).toBeGreaterThan(0)
    expect(decodeMs).toBeGreaterThan(0)
    expect((firstTokenMs ?? 0) + (decodeMs ?? 0)).toBeLessThanOrEqual(totalMs ?? 0)
  })

  test.each<[string, readonly unknown[], Partial<Completion>]>([
    [
      'without [DONE] and without figures',
      [chunk({ content: '{}' }, 'stop')],
      { text: '{}', tokensIn: null, tokensOut: null },
    ],
    ['with [DONE] alone', [chunk({ content: '{}' }), '[DONE]'], { text: '{}', finishReason: 'stop' }],
    [
      'cut at the limit',
      [chunk({ content: '{' }), chunk({}, 'length')],
      { text: '{', finishReason: 'length' },
    ],
    [
      'of a tool call in pieces',
      [
        chunk({ tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '' } }] }),
        chunk({ tool_calls: [{ index: 0, function: { arguments: '{"x"' } }] }),
        chunk({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }, 'tool_calls'),
      ],
      { text: '{"x":1}', kind: 'tool_call', finishReason: 'tool_call' },
    ],
    [
      'of reasoning alone',
      [chunk({ reasoning_content: 'hm' }), chunk({}, 'length')],
      { text: '', kind: 'reasoning_only', finishReason: 'length' },
    ],
    [
      'of a refusal',
      [chunk({ refusal: 'No' }), chunk({ refusal: '.' }, 'stop')],
      { text: 'No.', kind: 'refusal' },
    ],
    ['of nothing', [chunk({}, 'stop')], { text: '', kind: 'empty' }],
    [
      'of the first choice',
      [{ choices: [{ index: 1, delta: { content: 'b' } }] }, chunk({ content: 'a' }, 'stop')],
      { text: 'a' },
    ],
  ])('%s', async (_, values, expected) => {
    const completion = await completionOf(streamOf(...values))
    expect(completion).toMatchObject(expected)
    expect(completion.error).toBeUndefined()
  })

  test('of the completions API', async () => {
    const part = (text: string, finish_reason: string | null = null) => ({
      choices: [{ text, finish_reason }],
    })
    const completion = await completionOf(streamOf(part('{"n"'), part(':1}', 'stop'), '[DONE]'), {
      api: 'completions',
    })
    expect(completion).toMatchObject({ text: '{"n":1}', finishReason: 'stop' })
  })

  test('of the responses API', async () => {
    const completion = await completionOf(
      streamOf(
        { type: 'response.created', response: { status: 'in_progress' } },
        { type: 'response.output_text.delta', delta: '{"n":1}' },
        {
          type: 'response.completed',
          response: {
            status: 'completed',
            output: [{ type: 'message', content: [{ type: 'output_text', text: '{"n":1}' }] }],
            usage: { input_tokens: 3, output_tokens: 4 },
          },
        },
      ),
      { api: 'responses' },
    )
    expect(completion).toMatchObject({ text: '{"n":1}', finishReason: 'stop', tokensIn: 3, tokensOut: 4 })
    expect(completion.timings.firstTokenMs).toBeGreaterThan(0)
  })

  test('of Ollama, an object on each line', async () => {
    const line = (content: string, more: object = { done: false }) =>
      `${JSON.stringify({ model: 'm', message: { role: 'assistant', content }, ...more })}\n`
    const server = await bareServer((asked, response) => {
      if (asked.path === '/api/tags') return json(response, { models: [{ name: 'm' }] })
      if (asked.method === 'GET') return json(response, {}, 404)
      const end = { done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 4 }
      return stream(response, [line('{"n"'), line(':1}'), line('', end)], 'application/x-ndjson')
    })
    const completion = await ask(await engineOf(server, { api: 'ollama', stream: true }), { stop: 'eos' })
    expect(completion).toMatchObject({ text: '{"n":1}', finishReason: 'stop', tokensIn: 3, tokensOut: 4 })
  })

  test('a server that does not stream is read as a whole, without a time to first token', async () => {
    const completion = await completionOf((_, response) => json(response, chat('{}')))
    expect(completion).toMatchObject({ text: '{}', tokensOut: 7 })
    expect(completion.timings.firstTokenMs).toBeNull()
  })
})

describe('json_complete ends a stream', () => {
  test('the connection is closed, and tokens that were not counted are not known', async () => {
    let closed = false
    const completion = await completionOf(
      async (_, response) => {
        response.on('close', () => {
          closed = true
        })
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(events(chunk({ content: '{"n":1}' }), chunk({ content: '\n\nThat is all.' })))
        // A model that never ends by itself.
        await new Promise((resolve) => response.on('close', resolve))
      },
      { stop: 'json_complete' },
    )
    expect(completion).toMatchObject({
      text: '{"n":1}\n\nT',
      finishReason: 'json_complete',
      tokensIn: null,
      tokensOut: null,
    })
    await expect.poll(() => closed).toBe(true)
  })

  test('figures that came with every event are kept', async () => {
    const counted = (content: string, completion_tokens: number) => ({
      ...chunk({ content }),
      usage: { prompt_tokens: 5, completion_tokens },
    })
    const handler = streamOf(counted('{}', 2), counted(' x', 3), counted('y', 4), '[DONE]')
    expect(await completionOf(handler, { stop: 'json_complete' })).toMatchObject({
      text: '{} x',
      tokensIn: 5,
      tokensOut: 3,
    })
  })

  test.each([
    ['prose before the value', 'I think {"a":1} is wrong.</think>{"n":1}'],
    ['a value within a block of reasoning', '<think>{"a":1} no</think>{"n":1}'],
    ['nothing after the value', '{"n":1}'],
  ])('not with %s', async (_, text) => {
    const completion = await completionOf(streamOf(chunk({ content: text }), chunk({}, 'stop'), USAGE), {
      stop: 'json_complete',
    })
    expect(completion).toMatchObject({ text, finishReason: 'stop', tokensOut: 7 })
  })

  test('also after a whole block of reasoning and within a fence', async () => {
    const text = '<think>hm</think>\n```json\n{"n":1}\n``` and more'
    const completion = await completionOf(streamOf(chunk({ content: text })), { stop: 'json_complete' })
    expect(completion).toMatchObject({
      text: text.slice(0, text.indexOf('```', 25) + 3),
      finishReason: 'json_complete',
    })
  })
})

describe('a stream that fails', () => {
  test.each<[string, Handler, string, RegExp]>([
    [
      'an error within it',
      streamOf(chunk({ content: '{' }), { error: { message: 'CUDA error', code: 500 } }),
      'SERVER_FAILED',
      /error 500 inside HTTP 200: CUDA error/,
    ],
    [
      'an event of the type error',
      (_, response) => stream(response, ['event: error\ndata: {"message":"rate limit reached"}\n\n']),
      'SERVER_OVERLOADED',
      /rate limit reached/,
    ],
    [
      'a filter',
      streamOf(chunk({ content: '{' }), chunk({}, 'content_filter')),
      'CONTENT_FILTER',
      /content_filter/,
    ],
    [
      'its end before that of the completion',
      streamOf(chunk({ content: '{"n"' })),
      'BAD_RESPONSE',
      /ended before its completion did after/,
    ],
    [
      'no event at all',
      (_, response) => stream(response, []),
      'BAD_RESPONSE',
      /ended before its completion did/,
    ],
    ['an event that is not JSON', streamOf('<html>'), 'BAD_RESPONSE', /not a JSON object: <html>/],
    [
      'bytes that are not UTF-8',
      (_, response) => stream(response, [Buffer.from([0xff, 0x0a])]),
      'BAD_RESPONSE',
      /not UTF-8/,
    ],
    [
      'an endless event',
      (_, response) => stream(response, ['data: ', 'x'.repeat(2 ** 20), 'x'.repeat(2 ** 20)]),
      'BAD_RESPONSE',
      /longer than 1048576 characters/,
    ],
    [
      'a connection that breaks',
      async (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(events(chunk({ content: '{' })))
        await new Promise((resolve) => setTimeout(resolve, 30))
        response.destroy()
      },
      'SERVER_UNREACHABLE',
      /closed the connection|ECONNRESET|terminated|aborted/,
    ],
  ])('%s', async (_, handler, code, message) => {
    const { error, text } = await completionOf(handler)
    expect(error?.code).toBe(code)
    expect(error?.message).toMatch(message)
    expect(text).toBe('')
  })

  test('is requested again', async () => {
    const server = await serve((_, response) =>
      attempts(server) === 1
        ? stream(response, [events(chunk({ content: 'wrong' }))])
        : stream(response, [events(chunk({ content: '{}' }, 'stop'), '[DONE]')]),
    )
    const completion = await ask(await hastyEngineOf(server, { stream: true }))
    expect(completion).toMatchObject({ text: '{}', finishReason: 'stop' })
    expect(attempts(server)).toBe(2)
  })

  test('a connection that breaks after the end of the completion costs only the figures', async () => {
    const completion = await completionOf(async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(events(chunk({ content: '{}' }, 'stop')))
      await new Promise((resolve) => setTimeout(resolve, 30))
      response.destroy()
    })
    expect(completion).toMatchObject({ text: '{}', finishReason: 'stop', tokensOut: null })
  })

  test('the text before a timeout is kept', async () => {
    const server = await serve(async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(events(chunk({ content: '{"n":' })))
      await new Promise((resolve) => response.on('close', resolve))
    })
    const engine = await engineOf(server, { stream: true })
    expect(await ask(engine, { timeoutMs: 300 })).toMatchObject({ text: '{"n":', finishReason: 'timeout' })
  })
})
