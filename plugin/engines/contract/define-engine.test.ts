import { afterEach, describe, expect, test, vi } from 'vitest'
import { request, requestsFor } from '../test-support/requests.ts'
import { defineEngine } from './define-engine.ts'

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

afterEach(() => {
  vi.useRealTimers()
})

describe('defineEngine', () => {
  test('completions are in the order of the requests, however long each takes', async () => {
    const engine = defineEngine({
      model: { id: 'm' },
      concurrency: 3,
      answer: async ({ id }) => {
        await wait(id === 'a' ? 60 : 5)
        return id.toUpperCase()
      },
    })
    const completions = await engine.generate(requestsFor(['a', 'b', 'c', 'd']))
    expect(completions.map(({ text }) => text)).toEqual(['A', 'B', 'C', 'D'])
    expect(completions[0]).toMatchObject({
      finishReason: 'stop',
      tokensIn: null,
      tokensOut: null,
      replayed: false,
    })
    await engine.close()
  })

  test('no more than `concurrency` at once, over all calls, first come first served', async () => {
    let now = 0
    let most = 0
    const order: string[] = []
    const engine = defineEngine({
      model: { id: 'm' },
      concurrency: 2,
      answer: async ({ id }) => {
        order.push(id)
        most = Math.max(most, ++now)
        await wait(5)
        now--
        return ''
      },
    })
    await Promise.all([
      engine.generate(requestsFor(['1', '2', '3'])),
      engine.generate(requestsFor(['4', '5'])),
    ])
    expect(most).toBe(2)
    expect(order).toEqual(['1', '2', '3', '4', '5'])
    await engine.close()
  })

  test('queueing is not work: it counts neither in totalMs nor against the time-out', async () => {
    vi.useFakeTimers()
    const engine = defineEngine({
      model: { id: 'm' },
      answer: async () => {
        await wait(60)
        return 'ok'
      },
    })
    const answered = engine.generate(requestsFor(['1', '2', '3'], { timeoutMs: 110 }))
    await vi.advanceTimersByTimeAsync(180)
    const completions = await answered
    expect(completions.map(({ finishReason }) => finishReason)).toEqual(['stop', 'stop', 'stop'])
    expect(completions.map(({ timings }) => [timings.queueMs, timings.totalMs])).toEqual([
      [0, 60],
      [60, 60],
      [120, 60],
    ])
    await engine.close()
  })

  test('an exception is the failure of its request only, on one line', async () => {
    const engine = defineEngine({
      model: { id: 'm' },
      answer: async ({ id }) => {
        if (id === 'bad') throw new Error('out of\nmemory \u001b[31m')
        return id
      },
    })
    const [good, bad] = await engine.generate(requestsFor(['good', 'bad']))
    expect(good?.text).toBe('good')
    expect(bad).toMatchObject({
      finishReason: 'error',
      text: '',
      error: { code: 'ENGINE_FAILED', message: 'out of memory \\u001b[31m' },
    })
    await engine.close()
  })

  test('a function that ignores its signal is abandoned a second later', async () => {
    vi.useFakeTimers()
    const engine = defineEngine({ model: { id: 'm' }, answer: () => new Promise<string>(() => {}) })
    const settled = vi.fn()
    const answered = engine.generate([request({ timeoutMs: 20 })]).finally(settled)
    await vi.advanceTimersByTimeAsync(1019)
    expect(settled).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    const [completion] = await answered
    expect(completion).toMatchObject({ finishReason: 'timeout', error: { code: 'ENGINE_TIMEOUT' } })
    await engine.close()
  })

  test('a function that reacts to its signal keeps the text so far', async () => {
    const engine = defineEngine({
      model: { id: 'm' },
      answer: (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () =>
            resolve({ text: '{"a":', failure: { code: 'ENGINE_TIMEOUT', message: 'half' } }),
          )
        }),
    })
    const [completion] = await engine.generate([request({ timeoutMs: 20 })])
    expect(completion).toMatchObject({ text: '{"a":', finishReason: 'timeout' })
    await engine.close()
  })

  test('an aborted request leaves the queue while the work before it continues', async () => {
    let end = (): void => {}
    const free = new Promise<void>((resolve) => {
      end = resolve
    })
    const begun: string[] = []
    const engine = defineEngine({
      model: { id: 'm' },
      answer: async ({ id }) => {
        begun.push(id)
        await free
        return 'ok'
      },
    })
    const long = engine.generate([request({ id: 'long' })])
    const abort = new AbortController()
    const waiting = engine.generate([request({ id: 'waiting' })], abort.signal)
    await vi.waitFor(() => expect(begun).toEqual(['long']))
    abort.abort()
    // The only place is still taken, for `long` ends no earlier than the next line.
    expect((await waiting)[0]?.error?.code).toBe('ABORTED')
    end()
    expect((await long)[0]?.text).toBe('ok')
    expect(begun).toEqual(['long'])
    await engine.close()
  })

  test('closing ends what runs, waits for it, and frees once', async () => {
    const events: string[] = []
    const engine = defineEngine({
      model: { id: 'm' },
      answer: async (_, signal) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        events.push('ended')
        return { text: 'part', failure: { code: 'ABORTED', message: 'closed' } }
      },
      close: async () => {
        events.push('freed')
      },
    })
    const running = engine.generate([request()])
    await wait(5)
    await Promise.all([engine.close(), engine.close()])
    expect(events).toEqual(['ended', 'freed'])
    expect((await running)[0]).toMatchObject({ text: 'part', error: { code: 'ABORTED' } })
    await expect(engine.generate([request()])).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
  })

  test('a time-out beyond the range of timers never fires', async () => {
    const engine = defineEngine({ model: { id: 'm' }, answer: async () => 'ok' })
    const completions = await engine.generate([
      request({ timeoutMs: Number.POSITIVE_INFINITY }),
      request({ timeoutMs: 2 ** 40 }),
    ])
    expect(completions.map(({ text }) => text)).toEqual(['ok', 'ok'])
    await engine.close()
  })

  test('concurrency must be a count', () => {
    for (const concurrency of [0, -1, 1.5, Number.NaN]) {
      expect(() => defineEngine({ model: { id: 'm' }, concurrency, answer: async () => '' })).toThrow(
        /concurrency is .*; it must be a whole number of at least 1/,
      )
    }
  })
})
