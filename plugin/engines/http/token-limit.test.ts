import { describe, expect, test } from 'vitest'
import { chat, type Handler, json } from './test-support/local-server.ts'
import { ask, attempts, engineOf, serve } from './test-support/served-engine.ts'

const body =
  (value: unknown, status = 200): Handler =>
  (_, response) =>
    json(response, value, status)

describe('the token limit', () => {
  const models = (entry: Record<string, unknown>): unknown => ({ data: [{ id: 'small', ...entry }] })
  const limits = (server: Awaited<ReturnType<typeof serve>>): unknown[] =>
    server.asked.filter(({ method }) => method === 'POST').map(({ body: { max_tokens } }) => max_tokens)

  test.each<[string, Record<string, unknown>]>([
    ['vLLM', { max_model_len: 512 }],
    ['llama-server', { meta: { n_ctx: 512, n_ctx_train: 4096 } }],
    ['OpenRouter', { context_length: 512 }],
    ['Groq', { context_window: 512 }],
  ])('is at most the context that the server lists: %s', async (_, entry) => {
    const server = await serve(body(chat('{}')), models(entry))
    const engine = await engineOf(server)
    expect(engine.model.contextLength).toBe(512)
    await ask(engine, { maxNewTokens: 2048 })
    await ask(engine, { maxNewTokens: 100 })
    expect(limits(server)).toEqual([511, 100])
  })

  test('is at most what the model may write', async () => {
    const server = await serve(body(chat('{}')), models({ max_completion_tokens: 300 }))
    await ask(await engineOf(server), { maxNewTokens: 2048 })
    expect(limits(server)).toEqual([300])
  })

  test('is lowered once to what the context leaves after the prompt', async () => {
    const server = await serve(({ body: { max_tokens } }, response) =>
      Number(max_tokens) > 400
        ? json(
            response,
            {
              object: 'error',
              message: `'max_tokens' is too large: ${max_tokens}. This model's maximum context length is 512 tokens and your request has 112 input tokens`,
              code: 400,
            },
            400,
          )
        : json(response, chat('{}', { finish_reason: 'length' })),
    )
    const completion = await ask(await engineOf(server), { maxNewTokens: 2048 })
    expect(completion).toMatchObject({ text: '{}', finishReason: 'length' })
    expect(limits(server)).toEqual([2048, 400])
  })

  test('a prompt that does not fit is named as such', async () => {
    const server = await serve(
      body(
        {
          error: { type: 'exceed_context_size_error', message: 'too big', n_prompt_tokens: 613, n_ctx: 512 },
        },
        400,
      ),
    )
    const completion = await ask(await engineOf(server))
    expect(completion.error).toMatchObject({ code: 'PROMPT_TOO_LONG' })
    expect(completion.error?.message).toMatch(/too big.*lower maxNewTokens/)
    expect(attempts(server)).toBe(1)
  })

  test('llama-server says the context of one slot and its build', async () => {
    const server = await serve(
      ({ path }, response) =>
        path === '/props'
          ? json(response, { default_generation_settings: { n_ctx: 1024 }, build_info: 'b6999-abc' })
          : json(response, chat('{}')),
      models({ owned_by: 'llamacpp', meta: { n_ctx: 4096 } }),
    )
    expect((await engineOf(server)).model).toMatchObject({ contextLength: 1024, engineVersion: 'b6999-abc' })
  })
})
