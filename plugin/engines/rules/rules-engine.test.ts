import { expect, test } from 'vitest'
import { packageInfo } from '../../core/package-info.ts'
import type { CompletionRequest } from '../../records/engine.ts'
import { rulesEngine } from './rules-engine.ts'
import { benchmarkSchemas } from './test-support/schemas.ts'

function request(id: string, text: string): CompletionRequest {
  return { id, prompt: { kind: 'text', text }, maxNewTokens: 8, stop: 'eos', timeoutMs: 1000 }
}

const location = `Extract the structured JSON data from the following text.

Input: GPS Location

Latitude: 79.247362
Longitude: 85.33357
Timezone: 22:03:43

Please extract the gps location information as JSON.

Output:`

test('answers in order, with what it knows and null for what it does not', async () => {
  const engine = rulesEngine({ schemas: benchmarkSchemas })
  const [first, second] = await engine.generate([request('a', location), request('b', 'Dear Sir')])
  expect(first).toMatchObject({
    text: '{"latitude":79.247362,"longitude":85.33357,"timezone":"22:03:43"}',
    finishReason: 'stop',
    tokensIn: null,
    tokensOut: null,
    replayed: false,
    timings: { prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: expect.any(Number) },
  })
  expect(second).toMatchObject({ text: '{}', finishReason: 'stop' })
  await engine.close()
})

test('says what it is', () => {
  const { model, replay } = rulesEngine({ schemas: benchmarkSchemas })
  expect(replay).toBe(false)
  expect(model).toMatchObject({
    id: 'rules',
    specifier: 'rules',
    engine: 'rules',
    engineVersion: packageInfo.version,
    parameters: 0,
    bytes: null,
    dtype: null,
    contextLength: null,
  })
})

test('is another model with other schemas, and the same with the same in another order', () => {
  const hashOf = (schemas: Record<string, unknown>): string | null => rulesEngine({ schemas }).model.sha256
  const reversed = Object.fromEntries(Object.entries(benchmarkSchemas).reverse())
  expect(hashOf(benchmarkSchemas)).toMatch(/^[0-9a-f]{64}$/)
  expect(hashOf(reversed)).toBe(hashOf(benchmarkSchemas))
  expect(hashOf({})).not.toBe(hashOf(benchmarkSchemas))
})
