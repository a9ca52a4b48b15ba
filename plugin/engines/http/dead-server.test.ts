import { describe, expect, test, vi } from 'vitest'
import { requestsFor } from '../test-support/requests.ts'
import { chat, json } from './test-support/local-server.ts'
import { ask, attempts, bareServer, engineOf, hastyEngineOf, serve } from './test-support/served-engine.ts'
import { BREAKER_PROBE_MS, BREAKER_THRESHOLD } from './transport/circuit-breaker.ts'

describe('a server that died', () => {
  test('is noticed after a few examples; the rest fails at once with one message', async () => {
    const server = await serve((_, response) => void response.destroy())
    const engine = await hastyEngineOf(server, { retries: 1, concurrency: 1 })
    const completions = await engine.generate(
      requestsFor(
        Array.from({ length: 200 }, (_, index) => `${index}`),
        { timeoutMs: 60_000 },
      ),
    )
    const codes = completions.map(({ error }) => error?.code)
    expect(codes.slice(0, BREAKER_THRESHOLD - 1)).toEqual(
      Array(BREAKER_THRESHOLD - 1).fill('SERVER_UNREACHABLE'),
    )
    expect(codes.at(-1)).toBe('CIRCUIT_OPEN')
    expect(attempts(server)).toBeLessThan(30)
    const messages = new Set(completions.slice(BREAKER_THRESHOLD).map(({ error }) => error?.message))
    expect([...messages]).toEqual([
      expect.stringMatching(/^not sent, because the server failed 5 examples in a row: .*Repair the server/),
    ])
  })

  test('is used again when a trial succeeds', async () => {
    let isDead = true
    const server = await serve((_, response) => {
      if (isDead) response.destroy()
      else json(response, chat('{"x":1}'))
    })
    const engine = await engineOf(server, { retries: 0, concurrency: 1 })
    await engine.generate(requestsFor(['a', 'b', 'c', 'd', 'e', 'f']))
    isDead = false
    await vi.waitFor(async () => expect(await ask(engine)).toMatchObject({ text: '{"x":1}' }), {
      timeout: 10 * BREAKER_PROBE_MS,
      interval: 100,
    })
    expect((await engine.generate(requestsFor(['g', 'h']))).map(({ text }) => text)).toEqual([
      '{"x":1}',
      '{"x":1}',
    ])
  })

  test.each<[string, boolean, string]>([
    ['and does not list its models either counts as dead', true, 'CIRCUIT_OPEN'],
    ['but lists its models is only slow', false, 'ENGINE_TIMEOUT'],
  ])('one that exceeds the time limit %s', async (_, isDead, code) => {
    let lists = 0
    const server = await bareServer(({ method }, response) => {
      if (method !== 'GET') return
      if (lists++ > 0 && isDead) response.destroy()
      else json(response, { data: [{ id: 'm' }] })
    })
    const engine = await engineOf(server, { concurrency: 1 })
    for (let asked = 0; asked < BREAKER_THRESHOLD; asked++) {
      expect((await ask(engine, { timeoutMs: 30 })).error?.code).toBe('ENGINE_TIMEOUT')
    }
    await vi.waitFor(() => expect(lists).toBe(1 + BREAKER_THRESHOLD))
    await vi.waitFor(async () => expect((await ask(engine, { timeoutMs: 30 })).error?.code).toBe(code))
  })

  test('a refusal of single requests does not stop the others', async () => {
    const server = await serve(({ body: { messages } }, response) =>
      JSON.stringify(messages).includes('bad')
        ? json(response, { error: 'no' }, 400)
        : json(response, chat('{}')),
    )
    const engine = await engineOf(server, { concurrency: 1 })
    const completions = await engine.generate(requestsFor([...Array(12).fill('bad'), 'good']))
    expect(completions.map(({ error }) => error?.code)).toEqual([
      ...Array(12).fill('REQUEST_REFUSED'),
      undefined,
    ])
  })
})
