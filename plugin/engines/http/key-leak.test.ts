import { describe, expect, test } from 'vitest'
import type { Completion } from '../../records/completion.ts'
import type { EngineOptions } from '../contract/options.ts'
import { loadEngine } from '../load-engine.ts'
import { chat, type Handler, json } from './test-support/local-server.ts'
import { ask, bareServer, engineOf, serve } from './test-support/served-engine.ts'

const KEY = 'sk-SECRETsecret0123456789+/abcdefABCDEF0123456789xyzXYZ'

/** Every way in which the whole key or a part of it could be read from a text. */
function expectNoKey(text: string): void {
  for (const form of [KEY, encodeURIComponent(KEY), Buffer.from(KEY).toString('base64')]) {
    for (let at = 0; at + 8 <= form.length; at++) {
      const part = form.slice(at, at + 8)
      if (text.includes(part)) throw new Error(`${part} is in ${text}`)
    }
  }
}

const refusal =
  (message: string, status = 400): Handler =>
  (_, response) =>
    json(response, { error: { message } }, status)

const BEHAVIOURS: readonly (readonly [string, Handler])[] = [
  ['an error inside a 200', refusal(`bad key ${KEY}`, 200)],
  [
    'an error in a choice',
    (_, response) => json(response, { choices: [{ error: { message: `bad key ${KEY}` }, message: {} }] }),
  ],
  [
    'a redirect',
    (_, response) =>
      void response.writeHead(302, { location: `http://127.0.0.1/${'p'.repeat(150)}?key=${KEY}` }).end(),
  ],
  ['text that is not JSON', (_, response) => void response.end(`${'x'.repeat(160)}${KEY}`)],
  ['a page', (_, response) => void response.writeHead(403).end(`<p>${'x'.repeat(280)}<b>${KEY}</b></p>`)],
  ['JSON of another shape', (_, response) => json(response, { result: [KEY, 'x'.repeat(190), KEY] })],
  [
    'content that is not text',
    (_, response) => json(response, { choices: [{ message: { content: [[KEY]] } }] }),
  ],
  [
    'a finish reason',
    (_, response) => json(response, { choices: [{ message: {}, finish_reason: `error ${KEY}` }] }),
  ],
  ['the name of an error', (_, response) => json(response, { error: { message: 'no', code: KEY } }, 400)],
  ['a base64 of it', refusal(`Basic ${Buffer.from(`user:${KEY}`).toString('base64')}`)],
  ['URL-encoded', refusal(`${'x'.repeat(270)}${encodeURIComponent(KEY)}`)],
  ['a beginning of it', refusal(`the key ${KEY.slice(0, 20)} is wrong`)],
  ['masked in the middle', refusal(`Incorrect API key provided: ${KEY.slice(0, 8)}********${KEY.slice(-4)}`)],
  ['escaped letter by letter', (_, response) => void response.writeHead(400).end(`{"e":"${escaped(KEY)}"}`)],
  ...Array.from({ length: 12 }, (_, index): [string, Handler] => [
    `cut at ${240 + index * 12}`,
    refusal(`${'x'.repeat(240 + index * 12)}${KEY}`),
  ]),
]

function escaped(text: string): string {
  return [...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
}

describe('the API key is in no message, neither whole nor in part', () => {
  test.each(BEHAVIOURS)('%s', async (_, handler) => {
    const engine = await engineOf(await serve(handler), { apiKey: KEY, retries: 0 })
    const completion = await ask(engine)
    expectNoKey(JSON.stringify([completion, engine.model]))
  })

  test.each(BEHAVIOURS)('when the server is loaded: %s', async (_, handler) => {
    const server = await bareServer(handler)
    const message = await loadEngine({ model: `${server.url}/v1`, apiKey: KEY, retries: 0 }).then(
      async (engine) => {
        await engine.close()
        return JSON.stringify(engine.model)
      },
      (error: unknown) => String(error),
    )
    expectNoKey(message)
  })

  test('a server that writes it into a completion', async () => {
    const bodies = [chat(`{"key": "${KEY}"}`), { choices: [{ text: `{"key": "${KEY}"}` }] }]
    for (const body of bodies) {
      const engine = await engineOf(await serve((_, response) => json(response, body)), { apiKey: KEY })
      const completion: Completion = await ask(engine)
      expect(completion.text).toBe('{"key": "…"}')
    }
  })

  test.each<[string, (key: string) => Partial<EngineOptions>]>([
    ['a header of any name', (key) => ({ headers: { 'x-gateway': key } })],
    ['a header with a scheme', (key) => ({ headers: { 'x-gateway': `Custom ${key}` } })],
    ['a parameter of any name', (key) => ({ query: { k: key } })],
    ['a field of the body', (key) => ({ body: { api_key: key } })],
    ['a field within the body', (key) => ({ body: { provider: [{ auth: { password: key } }] } })],
  ])('a server that repeats the request: %s', async (name, options) => {
    const key = `gw-${Buffer.from(name).toString('hex')}`
    const server = await bareServer(({ method, path, headers, body: { messages, ...body } }, response) =>
      method === 'GET'
        ? json(response, { data: [{ id: 'small' }] })
        : json(response, { error: { message: JSON.stringify([path, headers['x-gateway'], body]) } }, 400),
    )
    const completion = await ask(await engineOf(server, { ...options(key), retries: 0 }))
    expect(completion.error?.message).toContain('…')
    for (let at = 0; at + 8 <= key.length; at++)
      expect(completion.error?.message).not.toContain(key.slice(at, at + 8))
  })

  test('a module that repeats it', async () => {
    const { defineEngine } = await import('../contract/define-engine.ts')
    const engine = defineEngine({
      model: { id: 'mine' },
      answer: async () => {
        throw new Error(`${'x'.repeat(960)}${KEY}`)
      },
    })
    expectNoKey(JSON.stringify(await ask(engine)))
  })

  test('the URL of a server with a password', async () => {
    for (const model of [
      `http://me:${KEY}@127.0.0.1/v1`,
      `http://me:${KEY}@bro ken/v1`,
      `http://h/v1?key=${KEY}`,
    ]) {
      const message = await loadEngine({ model }).then(
        () => 'loaded',
        (error: unknown) => String(error),
      )
      expect(message).toMatch(/model/)
      expectNoKey(message)
    }
  })
})
