import { afterEach, expect, test, vi } from 'vitest'
import { ServerClient } from './server-client.ts'
import { type Handler, json, localServer } from './test-support/local-server.ts'

const open: (() => Promise<void> | void)[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const close of open.splice(0).reverse()) await close()
})

/** A client of a server that goes through these replies; its pauses are noted, and take their time on the clock only. */
async function clientOf(...replies: Handler[]): Promise<{ client: ServerClient; pauses: number[] }> {
  // No timer is faked: connections need them. Time passes where a reply or a pause says so.
  vi.useFakeTimers({ toFake: ['performance'] })
  const server = await localServer((asked, response) => replies.shift()?.(asked, response))
  open.push(server.close)
  const pauses: number[] = []
  const wait = async (ms: number): Promise<void> => {
    pauses.push(ms)
    vi.advanceTimersByTime(ms)
  }
  const client = new ServerClient({ url: server.url, apiKey: null, retries: 4, wait })
  open.push(() => client.close())
  return { client, pauses }
}

const after =
  (ms: number, reply: Handler): Handler =>
  (asked, response) => {
    vi.advanceTimersByTime(ms)
    return reply(asked, response)
  }

test('work is the attempt that succeeded; all before it is waiting, for as long as Retry-After says', async () => {
  const { client, pauses } = await clientOf(
    after(20, (_, response) => json(response, {}, 429, { 'retry-after': '1' })),
    after(300, (_, response) => json(response, {}, 503, { 'retry-after': '3' })),
    after(7, (_, response) => json(response, { ok: 1 })),
  )
  const outcome = await client.ask('GET', '/', undefined, new AbortController().signal)
  expect(pauses).toEqual([1000, 3000])
  expect(outcome).toEqual({ ok: true, value: { ok: 1 }, tookMs: 7, waitedMs: 20 + 1000 + 300 + 3000 })
})

test('without Retry-After the pauses grow', async () => {
  const busy: Handler = (_, response) => json(response, {}, 503)
  const { client, pauses } = await clientOf(busy, busy, busy, busy, busy)
  const outcome = await client.ask('GET', '/', undefined, new AbortController().signal)
  expect(outcome).toMatchObject({ ok: false, status: 503 })
  const full = [500, 1000, 2000, 4000]
  expect(pauses.map((ms, index) => ms >= (full[index] ?? 0) / 2 && ms <= (full[index] ?? 0))).toEqual(
    Array(4).fill(true),
  )
})
