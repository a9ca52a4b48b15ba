import { describe, expect, test, vi } from 'vitest'
import { requestsFor } from '../test-support/requests.ts'
import { chat, type Handler, json } from './test-support/local-server.ts'
import { ask, attempts, engineOf, hastyEngineOf, serve } from './test-support/served-engine.ts'

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
  ])('is sent again: %s', async (_, fail) => {
    const server = await serve(failing(1, fail))
    const completion = await ask(await hastyEngineOf(server))
    expect(completion).toMatchObject({ text: '{"ok": 1}', finishReason: 'stop' })
    expect(attempts(server)).toBe(2)
  })

  test('not for ever', async () => {
    const server = await serve((_, response) =>
      json(response, { error: { message: 'still busy' } }, 503, { 'retry-after': '0' }),
    )
    const completion = await ask(await hastyEngineOf(server, { retries: 2 }))
    expect(completion).toMatchObject({ finishReason: 'error', error: { code: 'SERVER_OVERLOADED' } })
    expect(completion.error?.message).toMatch(/HTTP 503 .*still busy.*, 3 attempts/)
    expect(attempts(server)).toBe(3)
  })

  test.each<[string, string, Handler, RegExp]>([
    [
      'JSON with error.message',
      'REQUEST_REFUSED',
      (_, response) => json(response, { error: { message: 'no such model' } }, 404),
      /HTTP 404 Not Found: no such model/,
    ],
    [
      'JSON with error',
      'REQUEST_REFUSED',
      (_, response) => json(response, { error: 'bad \u001b[31m thing' }, 400),
      /HTTP 400 Bad Request: bad \\u001b\[31m thing/,
    ],
    [
      'JSON with detail',
      'REQUEST_REFUSED',
      (_, response) => json(response, { detail: 'too long' }, 422),
      /HTTP 422 .*: too long/,
    ],
    [
      'a page of HTML',
      'REQUEST_REFUSED',
      (_, response) =>
        void response
          .writeHead(403)
          .end('<html><style>b{}</style><body><h1>Forbidden</h1>\n<p>by the proxy</p>'),
      /HTTP 403 Forbidden: Forbidden by the proxy \(http/,
    ],
    [
      'nothing',
      'REQUEST_REFUSED',
      (_, response) => void response.writeHead(400).end(),
      /HTTP 400 Bad Request: no explanation/,
    ],
    [
      'a redirect',
      'REQUEST_REFUSED',
      (_, response) => void response.writeHead(308, { location: 'https://elsewhere/v1' }).end(),
      /redirects to https:\/\/elsewhere\/v1/,
    ],
    [
      '200 with a page',
      'BAD_RESPONSE',
      (_, response) => void response.end('<html>Log in first</html>'),
      /not JSON: <html>Log in first/,
    ],
  ])('is quoted and not asked again: %s', async (_, code, handler, message) => {
    const server = await serve(handler)
    const completion = await ask(await engineOf(server))
    expect(completion).toMatchObject({ text: '', finishReason: 'error', error: { code } })
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
    expect(completion.error?.message).toMatch(/80 ms.*before that: .*HTTP 429 .*overloaded/)
  })

  test('an abort ends what is on its way', async () => {
    const abort = new AbortController()
    const server = await serve(() => {
      if (attempts(server) === 4) abort.abort()
    })
    const engine = await engineOf(server)
    const completions = await engine.generate(requestsFor(['a', 'b', 'c', 'd', 'e', 'f']), abort.signal)
    expect(completions.map(({ error }) => error?.code)).toEqual(Array(6).fill('ABORTED'))
    expect(attempts(server)).toBe(4)
  })
})
