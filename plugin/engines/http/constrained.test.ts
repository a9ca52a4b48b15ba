import { describe, expect, test } from 'vitest'
import type { OutputConstraint } from '../../records/constraint.ts'
import type { EngineOptions } from '../contract/options.ts'
import { loadEngine } from '../load-engine.ts'
import { type Asked, chat, json, type LocalServer, promptOf } from './test-support/local-server.ts'
import { ask, engineOf, serve } from './test-support/served-engine.ts'

const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] }
const CONSTRAINT: OutputConstraint = { schema, whiteSpace: 'compact' }
const PROBE = 'Write one sentence'

/** A server that constrains its output to the enum of the probe's schema where the request has a constraint. */
async function constraining(output = '{"n":1}'): Promise<LocalServer> {
  return serve((asked, response) => {
    const text = promptOf(asked).startsWith(PROBE)
      ? (/constrained-[0-9a-f]+/.exec(JSON.stringify(asked.body))?.[0] ?? null)
      : null
    const content = text === null ? output : JSON.stringify({ probe: text })
    if (asked.path === '/v1/completions') json(response, { choices: [{ text: content }] })
    else json(response, chat(content))
  })
}

const completions = ({ asked }: LocalServer): Asked[] => asked.filter(({ method }) => method === 'POST')

describe('the field that carries the constraint', () => {
  const named = { name: 'output', schema }
  test.each<[Partial<EngineOptions>, OutputConstraint, Record<string, unknown>]>([
    [{}, CONSTRAINT, { response_format: { type: 'json_schema', json_schema: named } }],
    [
      { constrainStrict: true },
      CONSTRAINT,
      { response_format: { type: 'json_schema', json_schema: { ...named, strict: true } } },
    ],
    [{}, { ...CONSTRAINT, schema: null }, { response_format: { type: 'json_object' } }],
    [{ api: 'completions' }, CONSTRAINT, { response_format: { type: 'json_schema', json_schema: named } }],
    [{ constrainField: 'structured_outputs' }, CONSTRAINT, { structured_outputs: { json: schema } }],
    [{ constrainField: 'guided_json' }, CONSTRAINT, { guided_json: schema }],
    [{ constrainField: 'json_schema' }, CONSTRAINT, { json_schema: schema }],
    [{ constrainField: 'grammar' }, CONSTRAINT, { grammar: expect.stringContaining('root ::= ') }],
  ])('%j', async (options, constraint, expected) => {
    const server = await constraining()
    const engine = await engineOf(server, { constrain: 'schema', ...options })
    expect((await ask(engine, { constraint })).text).toBe('{"n":1}')
    expect(completions(server).at(-1)?.body).toMatchObject(expected)
    expect(engine.model.constraint).toMatch(/^schema, /)
  })

  test('of the responses API', async () => {
    const server = await serve((_, response) =>
      json(response, {
        status: 'completed',
        output: [
          { type: 'message', content: [{ type: 'output_text', text: '{"probe":"constrained-7f3a"}' }] },
        ],
      }),
    )
    const engine = await engineOf(server, {
      api: 'responses',
      constrain: 'schema',
      body: { text: { verbosity: 'low' } },
    })
    await ask(engine, { constraint: CONSTRAINT })
    expect(completions(server).at(-1)?.body).toMatchObject({
      text: { format: { type: 'json_schema', name: 'output', schema }, verbosity: 'low' },
    })
  })
})

describe('no silent constraint', () => {
  test.each<[EngineOptions['constrain'], string, RegExp]>([
    [
      'schema',
      '{"n":1}',
      /does not constrain outputs by the field response_format: the output \{"n":1\} does not comply/,
    ],
    ['schema', 'The sea is blue.', /the output was "The sea is blue\."\. Set engine\.constrainField/],
    ['json', 'The sea is blue.', /the output was "The sea is blue\."/],
  ])('a server that ignores %s is an error', async (constrain, content, message) => {
    const server = await serve((_, response) => json(response, chat(content)))
    const loading = loadEngine({
      model: `${server.url}/v1`,
      ...(constrain === undefined ? {} : { constrain }),
    })
    await expect(loading).rejects.toMatchObject({ code: 'BAD_OPTION' })
    await expect(loading).rejects.toThrow(message)
  })

  test('a server that rejects the field is an error', async () => {
    const server = await serve((_, response) =>
      json(response, { error: { message: 'Unknown parameter: response_format' } }, 400),
    )
    const loading = loadEngine({ model: `${server.url}/v1`, constrain: 'json', retries: 0 })
    await expect(loading).rejects.toThrow(/field response_format: it answers HTTP 400 .*Unknown parameter/)
  })

  test('a request without a constraint fails in an engine with one, and the reverse', async () => {
    const constrained = await engineOf(await constraining(), { constrain: 'schema' })
    expect((await ask(constrained)).error?.message).toContain('the request "one" has no constraint')
    const free = await engineOf(await constraining())
    expect((await ask(free, { constraint: CONSTRAINT })).error?.message).toContain(
      'without the option constrain',
    )
  })

  test('reasoning that uses up the limit of the probe shows nothing', async () => {
    const server = await serve((_, response) => {
      const message = { content: null, reasoning_content: 'hm' }
      json(response, { choices: [{ message, finish_reason: 'length' }] })
    })
    await expect(engineOf(server, { constrain: 'schema' })).resolves.toBeDefined()
  })
})
