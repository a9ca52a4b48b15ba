import { describe, expect, test } from 'vitest'
import type { Completion } from '../../records/completion.ts'
import { loadEngine } from '../load-engine.ts'
import { chunk, events, json, stream } from './test-support/local-server.ts'
import { ask, attempts, bareServer, engineOf, serve } from './test-support/served-engine.ts'

const parameters = { type: 'object', properties: { n: { type: 'integer' } } }
const tool = { name: 'invoice', parameters }
const call = (name: string, args: unknown) => ({
  id: 'c',
  type: 'function',
  function: { name, arguments: args },
})
const message = (parts: object, finish_reason = 'tool_calls') => ({
  choices: [{ index: 0, message: { role: 'assistant', content: null, ...parts }, finish_reason }],
})

test('the schema of the example is the tool, and the model must call it', async () => {
  const server = await serve((_, response) =>
    json(response, message({ tool_calls: [call('invoice', '{"n":1}')] })),
  )
  const engine = await engineOf(server, { tools: 'required' })
  expect(await ask(engine, { tool })).toMatchObject({ text: '{"n":1}', finishReason: 'tool_call' })
  expect(server.asked.at(-1)?.body).toMatchObject({
    tools: [{ type: 'function', function: { name: 'invoice', parameters } }],
    tool_choice: 'required',
  })
  const auto = await engineOf(server, { tools: 'auto' })
  await ask(auto, { tool })
  expect(server.asked.at(-1)?.body).toMatchObject({ tool_choice: 'auto' })
})

describe('what the model did', () => {
  test.each<[string, object, Partial<Completion>]>([
    [
      'one call, its arguments as an object',
      { tool_calls: [call('invoice', { n: 1 })] },
      { text: '{"n":1}' },
    ],
    [
      'one call without its own object',
      { tool_calls: [{ name: 'invoice', arguments: '{"n":1}' }] },
      { text: '{"n":1}' },
    ],
    ['one call without a list', { tool_calls: call('invoice', '{"n":1}') }, { text: '{"n":1}' }],
    ['a call without arguments', { tool_calls: [call('invoice', '')] }, { text: '', kind: 'empty' }],
    ['a call whose arguments are null', { tool_calls: [call('invoice', null)] }, { text: '', kind: 'empty' }],
    ['a call whose arguments are a list', { tool_calls: [call('invoice', [1])] }, { text: '[1]' }],
    [
      'several calls: the first of the tool counts',
      { tool_calls: [call('other', '{}'), call('invoice', '{"n":1}'), call('invoice', '{"n":2}')] },
      { text: '{"n":1}', kind: 'several_calls' },
    ],
    ['another tool', { tool_calls: [call('other', '{"n":1}')] }, { text: '', kind: 'wrong_tool' }],
    [
      'a call without a name',
      { tool_calls: [{ function: { arguments: '{}' } }] },
      { text: '', kind: 'wrong_tool' },
    ],
    ['content in place of a call', { content: '{"n":1}' }, { text: '', kind: 'no_call' }],
    [
      'content next to a call',
      { content: 'Here.', tool_calls: [call('invoice', '{"n":1}')] },
      { text: '{"n":1}' },
    ],
    ['a refusal', { refusal: 'No.' }, { text: 'No.', kind: 'refusal' }],
    ['nothing', {}, { text: '', kind: 'empty' }],
    ['arguments that are broken', { tool_calls: [call('invoice', '{"n":')] }, { text: '{"n":' }],
  ])('%s', async (_, parts, expected) => {
    const server = await serve((__, response) => json(response, message(parts)))
    const completion = await ask(await engineOf(server, { tools: 'required' }), { tool })
    expect(completion).toMatchObject(expected)
    expect(completion.error).toBeUndefined()
    expect(completion.kind).toBe(expected.kind)
    expect(attempts(server)).toBe(1)
  })

  const piece = (more: object, given: string, name?: string) =>
    chunk({ tool_calls: [{ ...more, function: { ...(name && { name }), arguments: given } }] })

  test.each<[string, readonly unknown[], Partial<Completion>]>([
    ['in pieces', [piece({ index: 0 }, '{"n"', 'invoice'), piece({ index: 0 }, ':1}')], {}],
    [
      'with the name in every piece',
      [piece({ index: 0, id: 'a' }, '{"n"', 'invoice'), piece({ index: 0, id: 'a' }, ':1}', 'invoice')],
      {},
    ],
    ['in pieces without an index', [piece({ id: 'a' }, '{"n"', 'invoice'), piece({}, ':1}')], {}],
    [
      'in pieces with an id and without an index',
      [piece({ id: 'a' }, '{"n"', 'invoice'), piece({ id: 'a' }, ':1}', 'invoice')],
      {},
    ],
    [
      'two calls that have one index',
      [
        piece({ index: 0, id: 'a' }, '{"n":1}', 'invoice'),
        piece({ index: 0, id: 'b' }, '{"n":2}', 'invoice'),
      ],
      { kind: 'several_calls' },
    ],
    ...[{}, { index: null }].map((place): [string, readonly unknown[], Partial<Completion>] => [
      `two whole calls without an index: ${JSON.stringify(place)}`,
      [piece(place, '{"n":1}', 'invoice'), piece(place, '{"n":2}', 'invoice')],
      { kind: 'several_calls' },
    ]),
  ])('in a stream: %s', async (_, values, expected) => {
    const server = await serve((_, response) =>
      stream(response, [events(...values, chunk({}, 'tool_calls'))]),
    )
    const engine = await engineOf(server, { tools: 'required', stream: true })
    const completion = await ask(engine, { tool })
    expect(completion).toMatchObject({ text: '{"n":1}', finishReason: 'tool_call' })
    expect(completion.kind).toBe(expected.kind)
  })
})

test('the responses API and Ollama have forms of their own', async () => {
  const responses = await serve((_, response) =>
    json(response, {
      status: 'completed',
      output: [{ type: 'function_call', name: 'invoice', arguments: '{"n":1}', call_id: 'c' }],
    }),
  )
  expect((await ask(await engineOf(responses, { api: 'responses', tools: 'required' }), { tool })).text).toBe(
    '{"n":1}',
  )
  expect(responses.asked.at(-1)?.body).toMatchObject({
    tools: [{ type: 'function', name: 'invoice', parameters, strict: false }],
    tool_choice: 'required',
  })
  const ollama = await bareServer((asked, response) =>
    json(
      response,
      asked.path === '/api/tags'
        ? { models: [{ name: 'm' }] }
        : {
            message: { content: '', tool_calls: [{ function: { name: 'invoice', arguments: { n: 1 } } }] },
            done: true,
          },
    ),
  )
  expect((await ask(await engineOf(ollama, { api: 'ollama', tools: 'auto' }), { tool })).text).toBe('{"n":1}')
  expect(ollama.asked.at(-1)?.body).not.toHaveProperty('tool_choice')
})

test.each([
  [
    { tools: 'required' as const, api: 'completions' as const },
    /engine\.tools needs .*"completions" has no tools/,
  ],
  [{ tools: 'auto' as const, constrain: 'json' as const }, /engine\.tools and engine\.constrain/],
  [
    { tools: 'required' as const, api: 'ollama' as const },
    /"ollama" cannot require a call; set engine\.tools to "auto"/,
  ],
])('%j is an error', async (options, expected) => {
  const server = await serve(() => {})
  const loading = loadEngine({ model: `${server.url}/v1`, ...options })
  await expect(loading).rejects.toMatchObject({ code: 'BAD_OPTION' })
  await expect(loading).rejects.toThrow(expected)
})
