import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AdapterInfo, BrowserInfo } from '../../records/browser-info.ts'
import type { Completion, CompletionTimings, SpeculationCounts } from '../../records/completion.ts'
import { COMPLETION_KINDS } from '../../records/finish-reason.ts'
import type { ModelInfo, ModelParts } from '../../records/model-info.ts'
import { modelInfo } from '../../records/model-info.ts'
import { completionProblem } from '../contract/completion-guard.ts'
import { loadEngine } from '../load-engine.ts'
import { request } from '../test-support/requests.ts'
import { temporaryFolder } from '../test-support/temporary-folder.ts'
import { openRecording } from './open-recording.ts'

const root = temporaryFolder()

/** Arbitraries by field: the compiler insists on every field, also on one that is added later. */
type Fields<Value> = { readonly [Key in keyof Value]-?: fc.Arbitrary<Value[Key]> }

const number = fc
  .oneof(fc.nat(), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }))
  .map((n) => n + 0)
const numberOrNull = fc.option(number)
const countOrNull = fc.option(fc.nat())
const hash = fc.option(fc.stringMatching(/^[0-9a-f]{64}$/))

const timings: Fields<CompletionTimings> = {
  queueMs: numberOrNull,
  prefillMs: numberOrNull,
  firstTokenMs: numberOrNull,
  decodeMs: numberOrNull,
  totalMs: numberOrNull,
}
const speculation: Fields<SpeculationCounts> = { drafted: fc.nat(), accepted: fc.nat() }
const completionFields: Fields<Omit<Completion, 'error'>> = {
  text: fc.oneof(fc.string({ unit: 'binary' }), fc.json()),
  finishReason: fc.constantFrom('stop', 'length', 'json_complete', 'tool_call'),
  tokensIn: countOrNull,
  cachedTokensIn: fc.option(fc.nat(), { nil: undefined }),
  tokensOut: countOrNull,
  kind: fc.option(fc.constantFrom(...COMPLETION_KINDS), { nil: undefined }),
  reasoningOpened: fc.option(fc.constantFrom('<think>', '[THINK]'), { nil: undefined }),
  timings: fc.record(timings),
  speculation: fc.option(fc.record(speculation), { nil: undefined }),
  replayed: fc.constant(false),
}
const completion: fc.Arbitrary<Completion> = fc
  .record(completionFields)
  // A field that may be left out is left out, not undefined.
  .map((each) => JSON.parse(JSON.stringify(each)))

const parts: Fields<ModelParts> = {
  tokenizer: hash,
  chatTemplate: hash,
  generationConfig: hash,
  modelConfig: hash,
}
const adapter: Fields<AdapterInfo> = {
  vendor: fc.string(),
  architecture: fc.string(),
  device: fc.string(),
  description: fc.string(),
  isFallback: fc.boolean(),
  f16: fc.boolean(),
}
const browser: Fields<BrowserInfo> = {
  name: fc.string(),
  version: fc.string(),
  crossOriginIsolated: fc.boolean(),
  adapter: fc.option(fc.record(adapter)),
  softwareAdapter: fc.boolean(),
}
const modelFields: Fields<ModelInfo> = {
  id: fc.string({ minLength: 1 }),
  specifier: fc.string(),
  sha256: hash,
  contentSha256: fc.stringMatching(/^[0-9a-f]{64}$/),
  parts: fc.option(fc.record(parts)),
  dtype: fc.option(fc.string()),
  engine: fc.string(),
  engineVersion: fc.option(fc.string()),
  numerics: fc.option(fc.string()),
  device: fc.option(fc.string()),
  browser: fc.option(fc.record(browser), { nil: undefined }),
  constraint: fc.option(fc.string()),
  threads: countOrNull,
  cpu: fc.option(fc.string()),
  parameters: countOrNull,
  bytes: countOrNull,
  contextLength: countOrNull,
}

/** An engine that gives one completion. */
function engineOf(model: ModelInfo, given: Completion) {
  return { model, concurrency: 1, replay: false, generate: async () => [given], close: async () => {} }
}

describe('every field of a completion and of its model', () => {
  let runs = 0
  test('survives an interrupted run, its resumption, and replay', async () => {
    await fc.assert(
      fc.asyncProperty(completion, fc.record(modelFields), async (given, known) => {
        const model = modelInfo(known)
        const finalFile = path.join(root, `run-${++runs}`, 'answers.jsonl')
        const first = await openRecording({ engine: engineOf(model, given), finalFile })
        await first.engine.generate([request()])
        await first.leave()

        const never = { ...given, text: 'generated again' }
        const second = await openRecording({ engine: engineOf(model, never), finalFile })
        expect(await second.engine.generate([request()])).toEqual([given])
        expect(second.resumed).toBe(1)
        await second.finish()

        const replay = await loadEngine({ model: `replay:${finalFile}` })
        expect(await replay.generate([request()])).toEqual([{ ...given, replayed: true }])
        expect(replay.model).toEqual({ ...model, specifier: `replay:${finalFile}` })
      }),
      { numRuns: 60 },
    )
  })

  test('a field that this release does not know survives too', async () => {
    const finalFile = path.join(root, 'later', 'answers.jsonl')
    const base = { text: 'x', finishReason: 'stop', tokensIn: 1, tokensOut: 1, replayed: false } as const
    const none = { queueMs: null, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: null }
    const given = { ...base, timings: { ...none, laterMs: 3 }, later: { nested: [1, null] } }
    const session = await openRecording({ engine: engineOf(modelInfo({ id: 'x' }), given), finalFile })
    await session.engine.generate([request()])
    await session.finish()
    const replay = await loadEngine({ model: `replay:${finalFile}` })
    expect(await replay.generate([request()])).toEqual([{ ...given, replayed: true }])
  })
})

test.each<[string, Record<string, unknown>]>([
  ['text', { text: 1 }],
  ['finishReason', { finishReason: 'done' }],
  ['tokensOut', { tokensOut: -1 }],
  ['tokensIn', { tokensIn: Number.NaN }],
  ['timings', { timings: null }],
  ['timings.decodeMs', { timings: { queueMs: 1, prefillMs: 1, firstTokenMs: 1, decodeMs: '1', totalMs: 1 } }],
  ['speculation', { speculation: { drafted: 1 } }],
  ['replayed', { replayed: undefined }],
  ['error', { error: { code: 'X', message: 'y' } }],
  ['error', { finishReason: 'timeout' }],
  ['kind', { kind: 'joke' }],
])('a wrong %s is named: %j', (field, change) => {
  const timings = { queueMs: null, prefillMs: 1, firstTokenMs: 2, decodeMs: 3, totalMs: 4 }
  const good = { text: '', finishReason: 'stop', tokensIn: null, tokensOut: 0, timings, replayed: false }
  expect(completionProblem(good)).toBeNull()
  expect(completionProblem({ ...good, ...change })).toContain(field)
})
