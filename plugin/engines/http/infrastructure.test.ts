import { gzipSync } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { chat, type Handler, json, localServer } from './test-support/local-server.ts'
import { ask, attempts, engineOf, hastyEngineOf, serve } from './test-support/served-engine.ts'

const choice = (parts: Record<string, unknown>): unknown => ({ choices: [{ index: 0, ...parts }] })
const empty = { message: { role: 'assistant', content: null } }
const body =
  (value: unknown, status = 200): Handler =>
  (_, response) =>
    json(response, value, status)

/** Behaviour, code, number of attempts with one retry, words of the message. */
const BEHAVIOURS: readonly (readonly [string, Handler, string, number, RegExp])[] = [
  [
    'an error with its status',
    body({ error: { code: 502, message: 'bad upstream' } }),
    'SERVER_FAILED',
    2,
    /bad upstream/,
  ],
  [
    'an error next to choices',
    body({
      ...(choice({ ...empty, finish_reason: 'stop' }) as object),
      error: { code: 429, message: 'slow down' },
    }),
    'SERVER_OVERLOADED',
    2,
    /error 429 inside HTTP 200: slow down/,
  ],
  [
    'an error in a choice',
    body(choice({ ...empty, finish_reason: null, error: { code: 502, message: 'upstream gone' } })),
    'SERVER_FAILED',
    2,
    /upstream gone/,
  ],
  [
    'an error next to content',
    body({ ...(chat('{"x":1}') as object), error: { message: 'cut off' } }),
    'SERVER_FAILED',
    2,
    /an error inside HTTP 200: cut off/,
  ],
  ['an error as a text', body({ error: 'upstream error' }), 'SERVER_FAILED', 2, /upstream error/],
  [
    'the words of the provider behind the gateway',
    body({ error: { code: 502, message: 'Provider returned error', metadata: { raw: 'disk full' } } }),
    'SERVER_FAILED',
    2,
    /Provider returned error: disk full/,
  ],
  [
    'finish reason error',
    body(choice({ ...empty, finish_reason: 'error' })),
    'SERVER_FAILED',
    2,
    /finish_reason "error"/,
  ],
  ['finish reason abort', body(choice({ text: '{', finish_reason: 'abort' })), 'SERVER_FAILED', 2, /"abort"/],
  ...['failed', 'queued', 'rate_limit'].map((reason): (typeof BEHAVIOURS)[number] => [
    `finish reason ${reason}`,
    body(choice({ ...empty, finish_reason: reason })),
    'SERVER_FAILED',
    2,
    new RegExp(`finish_reason "${reason}"`),
  ]),
  [
    'no content and no finish reason',
    body(choice({ ...empty, finish_reason: null })),
    'BAD_RESPONSE',
    2,
    /no content, no finish_reason and no generated tokens/,
  ],
  [
    'no content, no finish reason and a count of no tokens',
    body({ ...(choice({ ...empty, finish_reason: null }) as object), usage: { completion_tokens: 0 } }),
    'BAD_RESPONSE',
    2,
    /no content, no finish_reason and no generated tokens/,
  ],
  [
    'no content and no finish reason, with an explanation',
    body({ ...(choice(empty) as object), success: false, message: 'upstream died' }),
    'SERVER_FAILED',
    2,
    /no content, no finish_reason and no generated tokens: upstream died/,
  ],
  [
    'a choice of a stream',
    body(choice({ delta: { content: '{"x":1}' }, finish_reason: 'stop' })),
    'BAD_RESPONSE',
    2,
    /a choice without a message and without a text/,
  ],
  [
    'a message that is a text',
    body(choice({ message: '{"x":1}', finish_reason: 'stop' })),
    'BAD_RESPONSE',
    2,
    /a choice without a message and without a text/,
  ],
  [
    'a filter at the end',
    body(choice({ message: { content: '{"x"' }, finish_reason: 'content_filter' })),
    'CONTENT_FILTER',
    1,
    /finish_reason "content_filter"/,
  ],
  [
    'the filter of Azure',
    body(
      {
        error: {
          message: 'The response was filtered',
          code: 'content_filter',
          status: 400,
          innererror: { code: 'ResponsibleAIPolicyViolation' },
        },
      },
      400,
    ),
    'CONTENT_FILTER',
    1,
    /was filtered \(content_filter/,
  ],
  ['an empty list of choices', body({ choices: [] }), 'BAD_RESPONSE', 2, /an empty list of choices/],
  ['another shape', body({ result: 'hi' }), 'BAD_RESPONSE', 2, /no choices: \{"result":"hi"\}/],
  [
    'a model that loads, inside a 200',
    body({ detail: 'model is loading' }),
    'SERVER_OVERLOADED',
    2,
    /model is loading/,
  ],
  [
    'no choices, but words',
    body({ detail: 'the worker died' }),
    'SERVER_FAILED',
    2,
    /no choices: the worker died/,
  ],
  [
    'content that is not text',
    body(choice({ message: { content: [1] } })),
    'BAD_RESPONSE',
    1,
    /is not text: \[1\]/,
  ],
  ['a list', body([1, 2]), 'BAD_RESPONSE', 1, /not a JSON object: \[1,2\]/],
  [
    'JSON that breaks off',
    (_, response) => void response.end('{"choices": [{'),
    'BAD_RESPONSE',
    2,
    /not JSON/,
  ],
  ['nothing at all', (_, response) => void response.end(), 'BAD_RESPONSE', 2, /not JSON: it is empty/],
  [
    'bytes that are not UTF-8',
    (_, response) => void response.end(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
    'BAD_RESPONSE',
    2,
    /not UTF-8/,
  ],
  [
    'a page',
    (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>'),
    'BAD_RESPONSE',
    1,
    /<html>Log in/,
  ],
  [
    'a stream that was not requested',
    (_, response) =>
      void response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {}\n\n'),
    'BAD_RESPONSE',
    1,
    /stream of events/,
  ],
  ['429', body({ error: { message: 'Too many requests' } }, 429), 'SERVER_OVERLOADED', 2, /HTTP 429/],
  ['503', body({ error: 'queue is full' }, 503), 'SERVER_OVERLOADED', 2, /queue is full/],
  [
    '529',
    body({ error: { type: 'overloaded_error', message: 'busy' } }, 529),
    'SERVER_OVERLOADED',
    2,
    /busy \(overloaded_error\)/,
  ],
  ['500', body({ error: { message: 'CUDA error: out of memory' } }, 500), 'SERVER_FAILED', 2, /CUDA error/],
  [
    '502 with a page',
    (_, response) => void response.writeHead(502).end('<html><h1>Bad Gateway</h1></html>'),
    'SERVER_FAILED',
    2,
    /HTTP 502 Bad Gateway: Bad Gateway/,
  ],
  [
    'no credit',
    body({ error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } }, 429),
    'REQUEST_REFUSED',
    1,
    /quota/,
  ],
  [
    'a list of problems',
    body({ detail: [{ loc: ['body'], msg: 'field required' }, { msg: 'extra field' }] }, 422),
    'REQUEST_REFUSED',
    1,
    /field required; extra field/,
  ],
  [
    'no connection',
    (_, response) => void response.destroy(),
    'SERVER_UNREACHABLE',
    2,
    /closed the connection|ECONNRESET/,
  ],
]

describe('what is not output of the weights is an error by name, and never scored', () => {
  test.each(BEHAVIOURS)('%s', async (_, handler, code, tries, message) => {
    const server = await serve(handler)
    const completion = await ask(await hastyEngineOf(server, { retries: 1 }), { timeoutMs: 20_000 })
    expect(completion).toMatchObject({ text: '', finishReason: 'error', error: { code } })
    expect(completion.error?.message).toMatch(message)
    expect(attempts(server)).toBe(tries)
  })
})

test.each<[string, Handler]>([
  [
    'compressed',
    (_, response) =>
      void response
        .writeHead(200, { 'content-encoding': 'gzip' })
        .end(gzipSync(JSON.stringify(chat('{"x":1}')))),
  ],
  ['after a byte order mark', (_, response) => void response.end(`\uFEFF${JSON.stringify(chat('{"x":1}'))}`)],
  [
    'after comment lines',
    (_, response) => void response.end(`: PROCESSING\n\n: PROCESSING\n\n${JSON.stringify(chat('{"x":1}'))}`),
  ],
  ['with an error that is null', body({ ...(chat('{"x":1}') as object), error: null })],
])('a completion is read: %s', async (_, handler) => {
  expect(await ask(await engineOf(await serve(handler)))).toMatchObject({
    text: '{"x":1}',
    finishReason: 'stop',
  })
})

describe('a proxy', () => {
  test('is used for other hosts, and never for this machine', async () => {
    const proxied: string[] = []
    const proxy = await localServer((asked, response) => {
      proxied.push(asked.path)
      json(response, { data: [{ id: 'far' }] })
    })
    vi.stubEnv('HTTP_PROXY', proxy.url)
    vi.stubEnv('http_proxy', undefined)
    vi.stubEnv('NO_PROXY', undefined)
    vi.stubEnv('no_proxy', undefined)
    try {
      const near = await engineOf(await serve(body(chat('{}'))))
      expect(near.model.id).toBe('small')
      expect(proxied).toEqual([])
      const far = await engineOf({ ...proxy, url: 'http://models.example' }, { retries: 0 })
      expect(far.model.id).toBe('far')
    } finally {
      vi.unstubAllEnvs()
      await proxy.close()
    }
  })
})
