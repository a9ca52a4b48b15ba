import { expect, test } from 'vitest'
import type { CompletionRequest, Engine } from '../../records/engine.ts'
import { modelInfo } from '../../records/model-info.ts'
import { loadModule } from '../load-module.ts'
import { defineEngine } from './define-engine.ts'
import { limitGenerate } from './limit-generate.ts'

const request = (id: string, timeoutMs: number): CompletionRequest => ({
  id,
  prompt: { kind: 'text', text: id },
  maxNewTokens: 8,
  stop: 'eos',
  timeoutMs,
})

function raw(generate: Engine['generate']): Engine {
  return { model: modelInfo({ id: 'raw' }), concurrency: 1, replay: false, generate, close: async () => {} }
}

test('work that never ends is a time-out that names the module, and frees its turn', async () => {
  let calls = 0
  const generate = limitGenerate(
    raw(() => {
      calls++
      return new Promise(() => {})
    }),
    './engine.mjs',
  )
  const [first, second] = await Promise.all([generate([request('a', 30)]), generate([request('b', 30)])])
  for (const [completion] of [first, second]) {
    expect(completion).toMatchObject({
      finishReason: 'timeout',
      error: { code: 'ENGINE_TIMEOUT', message: expect.stringContaining('generate of ./engine.mjs') },
    })
  }
  expect(calls).toBe(2)
})

test('an engine that keeps time itself is left alone', async () => {
  const own = defineEngine({ model: { id: 'own' }, answer: async () => 'x' })
  const generate = limitGenerate(own, './engine.mjs')
  expect((await generate([request('a', 1)]))[0]).toMatchObject({ text: 'x', finishReason: 'stop' })
})

test.each([
  ['a top-level await', () => new Promise(() => {})],
  ['the exported function', async () => ({ default: () => new Promise(() => {}) })],
])('a module whose start never ends is refused: %s', async (_, importModule) => {
  const loading = loadModule('/x/engine.mjs', { model: './engine.mjs' }, { importModule, startLimitMs: 30 })
  await expect(loading).rejects.toMatchObject({
    code: 'BAD_MODEL',
    message: expect.stringMatching(/engine\.mjs has not started within 30 ms; raise the option timeout/),
  })
})
