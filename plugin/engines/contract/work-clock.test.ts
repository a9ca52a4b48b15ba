import { expect, test } from 'vitest'
import type { CompletionRequest } from '../../records/engine.ts'
import { defineEngine } from './define-engine.ts'

const request = (id: string): CompletionRequest => ({
  id,
  prompt: { kind: 'text', text: id },
  maxNewTokens: 8,
  stop: 'eos',
  timeoutMs: 40,
})
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

test('the queue of an engine costs no request its time, and work does', async () => {
  const seen: string[] = []
  const engine = defineEngine({
    model: { id: 'queueing' },
    concurrency: 2,
    async answer({ id }, signal, clock) {
      clock.wait()
      // Ten times the limit; then preempted once, and begun from the start.
      await pause(400)
      clock.begin()
      clock.wait()
      await pause(100)
      seen.push(`${id} ${signal.aborted}`)
      clock.begin()
      if (id === 'endless') await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return id
    },
  })
  const [[quick], [endless]] = await Promise.all([
    engine.generate([request('quick')]),
    engine.generate([request('endless')]),
  ])
  expect(seen.sort()).toEqual(['endless false', 'quick false'])
  expect(quick).toMatchObject({ text: 'quick', finishReason: 'stop' })
  expect(endless).toMatchObject({ text: 'endless' })
})
