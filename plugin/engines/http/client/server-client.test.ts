import { afterEach, describe, expect, test } from 'vitest'
import { type Handler, json, localServer } from '../test-support/local-server.ts'
import type { ServerError } from '../transport/server-error.ts'
import { type ServerAccess, ServerClient } from './server-client.ts'

const open: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** A client of a server that goes through these replies, the last one for ever. */
async function clientOf(
  replies: readonly Handler[],
  access: Partial<ServerAccess> = {},
): Promise<{ client: ServerClient; attempts: () => number }> {
  let next = 0
  const server = await localServer((asked, response) =>
    replies[Math.min(next++, replies.length - 1)]?.(asked, response),
  )
  open.push(server.close)
  const client = new ServerClient({ url: server.url, headers: {}, retries: 4, firstPauseMs: 1, ...access })
  open.push(() => client.close())
  return { client, attempts: () => server.asked.length }
}

const ok: Handler = (_, response) => json(response, { ok: 1 })
const busy: Handler = (_, response) => json(response, {}, 503)
const loading: Handler = (_, response) =>
  json(response, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }, 503)
const later =
  (ms: number, reply: Handler): Handler =>
  async (asked, response) => {
    await new Promise((resolve) => setTimeout(resolve, ms))
    return reply(asked, response)
  }

async function get(client: ServerClient): Promise<{ value: unknown; tookMs: number; waitedMs: number }> {
  return client.call({
    method: 'GET',
    path: '/',
    signal: new AbortController().signal,
    read: (value) => value,
  })
}

async function errorOf(client: ServerClient): Promise<ServerError> {
  return get(client).then(
    () => {
      throw new Error('no error')
    },
    (error: ServerError) => error,
  )
}

test('work is the attempt that succeeded; all before it is waiting', async () => {
  const { client } = await clientOf([later(60, busy), later(5, ok)])
  const { value, tookMs, waitedMs } = await get(client)
  expect(value).toEqual({ ok: 1 })
  expect(waitedMs).toBeGreaterThan(50)
  expect(tookMs).toBeGreaterThan(0)
})

test('the pause that the server asks for is kept', async () => {
  const { client } = await clientOf([
    (_, response) => json(response, {}, 429, { 'retry-after-ms': '80' }),
    ok,
  ])
  expect((await get(client)).waitedMs).toBeGreaterThan(75)
})

test('a pause beyond the limit ends the request', async () => {
  const { client, attempts } = await clientOf([
    (_, response) => json(response, { error: 'daily limit' }, 429, { 'retry-after': '86400' }),
  ])
  expect(await errorOf(client)).toMatchObject({ code: 'SERVER_OVERLOADED', concernsAll: true })
  expect(attempts()).toBe(1)
})

test('the message has the number of attempts', async () => {
  const { client, attempts } = await clientOf([busy], { retries: 2 })
  expect((await errorOf(client)).message).toMatch(/, 3 attempts$/)
  expect(attempts()).toBe(3)
})

describe('a server that loads its model', () => {
  test('is waited for without using up the retries', async () => {
    const messages: string[] = []
    const { client, attempts } = await clientOf([loading, ok], {
      retries: 0,
      onLoading: (message) => messages.push(message),
    })
    expect((await get(client)).value).toEqual({ ok: 1 })
    expect(attempts()).toBe(2)
    expect(messages).toEqual([expect.stringMatching(/is loading its model; waiting up to 300 s$/)])
  })

  test('but not for ever', async () => {
    const { client } = await clientOf([loading], { loadingLimitMs: 20 })
    expect(await errorOf(client)).toMatchObject({ code: 'SERVER_OVERLOADED', loading: true })
  })

  test('an abort ends the waiting with its reason', async () => {
    const { client } = await clientOf([loading])
    const reason = new Error('enough')
    const signal = AbortSignal.timeout(50)
    const call = client.call({ method: 'GET', path: '/', signal, read: (value) => value })
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' })
    const aborted = AbortSignal.abort(reason)
    await expect(
      client.call({ method: 'GET', path: '/', signal: aborted, read: (value) => value }),
    ).rejects.toBe(reason)
  })
})
