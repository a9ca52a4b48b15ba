import { expect, test } from 'vitest'
import { requestsFor } from '../test-support/requests.ts'
import { chat, json, promptOf } from './test-support/local-server.ts'
import { engineOf, serve } from './test-support/served-engine.ts'

const CONCURRENCY = 256

test('hundreds of requests are in flight at once, and each gets its own completion', async () => {
  const waiting: (() => void)[] = []
  const server = await serve((asked, response) => {
    waiting.push(() => json(response, chat(promptOf(asked))))
    // No request is answered before as many as the option allows are in flight.
    if (waiting.length === CONCURRENCY) for (const answer of waiting.splice(0)) answer()
  })
  const engine = await engineOf(server, { concurrency: CONCURRENCY })
  const names = Array.from({ length: 2 * CONCURRENCY }, (_, index) => `example ${index}`)
  const requests = requestsFor(names)
  const completions = await engine.generate(requests)
  expect(completions.map(({ text }) => text)).toEqual(requests.map(({ prompt }) => prompt.text))
  expect(server.most()).toBe(CONCURRENCY)
})
