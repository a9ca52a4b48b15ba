import { describe, expect, test } from 'vitest'
import type { Completion } from '../../records/completion.ts'
import { json } from './test-support/local-server.ts'
import { ask, attempts, engineOf, serve } from './test-support/served-engine.ts'

const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{"x":1}' } }

/** The body of a chat completion with this message. */
function message(
  parts: Record<string, unknown>,
  finish_reason: string | null = 'stop',
  more: Record<string, unknown> = {},
): unknown {
  return { choices: [{ index: 0, message: { role: 'assistant', ...parts }, finish_reason }], ...more }
}

async function completionOf(body: unknown): Promise<Completion> {
  const server = await serve((_, response) => json(response, body))
  const completion = await ask(await engineOf(server))
  expect(attempts(server)).toBe(1)
  return completion
}

describe('which of several', () => {
  test('choices: the first by its index', async () => {
    const choice = (index: number, content: string) => ({
      index,
      message: { content },
      finish_reason: 'stop',
    })
    const completion = await completionOf({ choices: [choice(1, 'second'), choice(0, 'first')] })
    expect(completion.text).toBe('first')
  })

  test('models: a completion of another model than the first one is no result', async () => {
    const names = ['large', 'large', 'small', undefined, 'large']
    const server = await serve((_, response) =>
      json(response, { ...(message({ content: '{}' }) as object), model: names[attempts(server) - 1] }),
    )
    const engine = await engineOf(server)
    const completions = []
    for (const _ of names) completions.push(await ask(engine))
    expect(completions.map(({ error }) => error?.code)).toEqual([
      undefined,
      undefined,
      'BAD_RESPONSE',
      undefined,
      undefined,
    ])
    expect(completions[2]?.error?.message).toContain('is of the model "small", the first one was of "large"')
    expect(engine.notes).toEqual([
      'The server names the model "large" in its completions; "small" was requested.',
    ])
  })
})

describe('what the weights produced is output, in whatever form it comes', () => {
  test.each<[string, unknown, Partial<Completion>]>([
    [
      'the call of a tool',
      message({ content: null, tool_calls: [call] }, 'tool_calls'),
      { text: '{"x":1}', kind: 'tool_call', finishReason: 'tool_call' },
    ],
    [
      'a tool call that ends with "stop", its arguments as an object',
      message({ content: '', tool_calls: [{ function: { name: 'f', arguments: { x: 1 } } }] }),
      { text: '{"x":1}', kind: 'tool_call', finishReason: 'stop' },
    ],
    [
      'two calls',
      message({ tool_calls: [call, call] }, 'tool_calls'),
      { text: '{"x":1}\n{"x":1}', kind: 'tool_call' },
    ],
    [
      'the call of a function',
      message({ content: null, function_call: { name: 'f', arguments: '{"x":1}' } }, 'function_call'),
      { text: '{"x":1}', kind: 'tool_call', finishReason: 'tool_call' },
    ],
    [
      'a tool call next to content',
      message({ content: '{"y":2}', tool_calls: [call] }, 'tool_calls'),
      { text: '{"y":2}', kind: 'tool_call' },
    ],
    [
      'no tool call in an empty list',
      message({ content: '{"y":2}', tool_calls: [] }),
      { text: '{"y":2}', finishReason: 'stop' },
    ],
    [
      'a refusal',
      message({ content: null, refusal: 'I cannot help.' }),
      { text: 'I cannot help.', kind: 'refusal' },
    ],
    [
      'a refusal as a part',
      message({ content: [{ type: 'refusal', refusal: 'No.' }] }),
      { text: 'No.', kind: 'refusal' },
    ],
    [
      'reasoning that used up the limit',
      message({ content: null, reasoning_content: 'I think {"x":1}' }, 'length'),
      { text: '', kind: 'reasoning_only', finishReason: 'length' },
    ],
    [
      'reasoning under its other name',
      message({ content: ' \n', reasoning: 'hm' }),
      { text: '', kind: 'reasoning_only' },
    ],
    [
      'reasoning as a part',
      message({ content: [{ type: 'thinking', thinking: [] }] }),
      { text: '', kind: 'reasoning_only' },
    ],
    [
      'reasoning as a part whose text is in the field of output',
      message({
        content: [
          { type: 'reasoning', text: '{"x":7}' },
          { type: 'text', text: '{"x":1}' },
        ],
      }),
      { text: '{"x":1}' },
    ],
    [
      'reasoning next to content is not output',
      message({ content: '{"x":1}', reasoning_content: '{"x":2}' }),
      { text: '{"x":1}' },
    ],
    [
      'a list of parts',
      message({ content: [{ type: 'text', text: '{"x"' }, { type: 'output_text', text: ':1}' }, ' '] }),
      { text: '{"x":1} ' },
    ],
    [
      'a finish reason that is no text',
      { choices: [{ message: { content: '{}' }, finish_reason: { type: 'stop' } }] },
      { text: '{}', finishReason: 'stop' },
    ],
    ['a field error without an error', message({ content: '{}' }, 'stop', { error: 0 }), { text: '{}' }],
    ['an empty list of errors', message({ content: '{}' }, 'stop', { error: [] }), { text: '{}' }],
    ['nothing', message({ content: null }), { text: '', kind: 'empty', finishReason: 'stop' }],
    [
      'nothing without a finish reason, of tokens that were counted',
      { choices: [{ message: { content: '' } }], usage: { completion_tokens: 3 } },
      { text: '', kind: 'empty', finishReason: 'stop', tokensOut: 3 },
    ],
    ['an empty plain completion', { choices: [{ text: '', finish_reason: 'stop' }] }, { kind: 'empty' }],
    [
      'the end of the context',
      message({ content: '{' }, 'model_context_window_exceeded'),
      { finishReason: 'length' },
    ],
    ['a limit in capitals', message({ content: '{' }, 'MAX_TOKENS'), { finishReason: 'length' }],
  ])('%s', async (_, body, expected) => {
    const completion = await completionOf(body)
    expect(completion).toMatchObject(expected)
    expect(completion.error).toBeUndefined()
    if (expected.kind === undefined) expect(completion.kind).toBeUndefined()
  })
})

test('numbers of arguments that come as an object keep their digits', async () => {
  const server = await serve((_, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(
        '{"choices":[{"message":{"tool_calls":[{"function":{"arguments":{"id":9007199254740993,"n":1e400}}}]}}]}',
      )
  })
  expect((await ask(await engineOf(server))).text).toBe('{"id":9007199254740993,"n":1e999}')
})

describe('what the server measured', () => {
  test('timings and tokens of llama-server', async () => {
    const timings = { cache_n: 5, prompt_n: 6, prompt_ms: 12.5, predicted_n: 7, predicted_ms: 70.25 }
    const completion = await completionOf({ choices: [{ text: '{}', finish_reason: 'stop' }], timings })
    expect(completion).toMatchObject({ tokensIn: 11, tokensOut: 7 })
    expect(completion.timings).toMatchObject({ prefillMs: 12.5, decodeMs: 70.25, firstTokenMs: null })
  })

  test('times of Groq', async () => {
    const usage = { prompt_tokens: 3, completion_tokens: 4, prompt_time: 0.25, completion_time: 0.5 }
    const completion = await completionOf({ choices: [{ text: '{}' }], usage })
    expect(completion).toMatchObject({ tokensIn: 3, tokensOut: 4 })
    expect(completion.timings).toMatchObject({ prefillMs: 250, decodeMs: 500 })
  })

  test('what is no number is not known', async () => {
    const usage = { prompt_tokens: '10', completion_tokens: -1 }
    const timings = { prompt_n: 6, prompt_ms: 'fast', predicted_ms: Number.MAX_VALUE * 2 }
    const completion = await completionOf({ choices: [{ text: '{}' }], usage, timings })
    expect(completion).toMatchObject({ tokensIn: null, tokensOut: null })
    expect(completion.timings).toMatchObject({ prefillMs: null, decodeMs: null })
  })
})
