import { describe, expect, test } from 'vitest'
import { NO_CLOCK } from '../../contract/work-clock.ts'
import { requestsFor } from '../../test-support/requests.ts'
import { chat, json, promptOf } from '../test-support/local-server.ts'
import { hastyEngineOf, serve } from '../test-support/served-engine.ts'
import { AdaptiveConcurrency } from './adaptive-concurrency.ts'

const never = new AbortController().signal

describe('AdaptiveConcurrency', () => {
  test('a refusal halves it, once for all requests that were in flight; successes restore it', async () => {
    const adaptive = new AdaptiveConcurrency(8)
    const epochs = await Promise.all(Array.from({ length: 8 }, () => adaptive.acquire(never, NO_CLOCK)))
    for (const epoch of epochs) {
      adaptive.overloaded(epoch)
      adaptive.release()
    }
    expect([adaptive.limit, adaptive.lowest]).toEqual([4, 4])
    for (let sent = 0; sent < 100; sent++) adaptive.succeeded()
    expect([adaptive.limit, adaptive.lowest]).toEqual([8, 4])
  })

  test('one request is always possible, and others wait with their clock stopped', async () => {
    const adaptive = new AdaptiveConcurrency(2)
    for (let sent = 0; sent < 5; sent++) {
      const epoch = await adaptive.acquire(never, NO_CLOCK)
      adaptive.overloaded(epoch)
      adaptive.release()
    }
    expect(adaptive.limit).toBe(1)
    await adaptive.acquire(never, NO_CLOCK)
    const clock: string[] = []
    const second = adaptive.acquire(never, {
      wait: () => clock.push('wait'),
      begin: () => clock.push('begin'),
    })
    await Promise.resolve()
    expect(clock).toEqual(['wait'])
    adaptive.release()
    await second
    expect(clock).toEqual(['wait', 'begin'])
  })

  test('a request that is aborted while it waits takes no place', async () => {
    const adaptive = new AdaptiveConcurrency(1)
    await adaptive.acquire(never, NO_CLOCK)
    const stop = new AbortController()
    const waiting = adaptive.acquire(stop.signal, NO_CLOCK)
    stop.abort(new Error('stopped'))
    await expect(waiting).rejects.toThrow('stopped')
    adaptive.release()
    await adaptive.acquire(never, NO_CLOCK)
  })
})

test('a server with room for two requests gets all of them, and no more at once than it takes in the end', async () => {
  let [now, refused] = [0, 0]
  const server = await serve(async (asked, response) => {
    if (++now > 2) {
      now--
      refused++
      return json(response, { error: { message: 'slow down' } }, 429, { 'retry-after-ms': '5' })
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
    now--
    json(response, chat(promptOf(asked)))
  })
  const engine = await hastyEngineOf(server, { concurrency: 8, retries: 20 })
  const names = Array.from({ length: 40 }, (_, index) => `p${index}`)
  const completions = await engine.generate(requestsFor(names))
  expect(completions.map(({ text }) => text)).toEqual(names)
  expect(refused).toBeGreaterThan(0)
  expect(engine.notes?.join()).toMatch(/refused requests for lack of capacity.*down to [12] of 8/)
})
