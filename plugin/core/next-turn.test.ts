import { MessageChannel } from 'node:worker_threads'
import { afterEach, expect, test, vi } from 'vitest'
import { nextTurn } from './next-turn.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

test.each(['Node', 'a page'])('messages that wait in %s come first', async (where) => {
  const { port1, port2 } = new MessageChannel()
  const got: unknown[] = []
  port1.on('message', (message) => got.push(message))
  // Wait until the port is open.
  port2.postMessage('opened')
  while (got.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  if (where === 'a page') vi.stubGlobal('setImmediate', undefined)
  port2.postMessage('waiting')
  await Promise.resolve()
  expect(got).toEqual(['opened'])
  await nextTurn()
  expect(got).toEqual(['opened', 'waiting'])
  port1.close()
})
