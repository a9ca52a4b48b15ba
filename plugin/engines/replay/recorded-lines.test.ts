import fc from 'fast-check'
import { expect, test } from 'vitest'
import { validator } from '../../core/schema/checker.ts'
import { COMPLETION, type Completion } from '../../records/completion.ts'
import type { RecordedCompletion, RecordingHeader } from '../../records/recording.ts'
import { mutated } from '../../records/test-support/mutations.ts'
import { completionProblem, errorProblem } from '../contract/completion-guard.ts'
import { UNKNOWN_TIMINGS } from '../contract/completions.ts'
import { parseForeign, parseHeader, parseRecorded } from './parse-line.ts'
import {
  parseForeign as oldForeign,
  parseHeader as oldHeader,
  parseRecorded as oldRecorded,
} from './recording-format.ts'

const parts = { tokenizer: 'aa', chatTemplate: null, generationConfig: 'bb', modelConfig: 'cc' }
const header: RecordingHeader = {
  kind: 'edgejson-recording',
  version: 1,
  model: {
    id: 'm',
    specifier: './m',
    sha256: 'aa',
    contentSha256: 'bb',
    parts,
    dtype: 'q4',
    engine: 'onnxruntime-node',
    engineVersion: '1.2.3',
    numerics: 'as in the file',
    constraint: null,
    threads: 2,
    cpu: 'CPU',
    parameters: 1000,
    bytes: 4000,
    contextLength: 2048,
  },
  createdAt: '2026-01-01T00:00:00.000Z',
  runId: 'run 7',
  optionsSha256: 'cc',
}
const recorded: RecordedCompletion = {
  key: 'k',
  id: 'ex-001',
  request: { promptSha256: 'p', maxNewTokens: 512, stop: 'json_complete', reasoning: 'none' },
  completion: {
    text: '{"a": 1}',
    finishReason: 'stop',
    tokensIn: 10,
    tokensOut: 5,
    timings: { queueMs: null, prefillMs: 1.5, firstTokenMs: 2, decodeMs: 3, totalMs: 5.5 },
    kind: 'tool_call',
    reasoningOpened: '<think>',
    speculation: { drafted: 4, accepted: 2 },
    replayed: false,
  },
}
const { kind: _, reasoningOpened: __, speculation: ___, ...bare } = recorded.completion
const failed = {
  ...recorded,
  completion: { ...bare, finishReason: 'error', error: { code: 'X', message: 'y' } },
}

/** Counts of a model that are no whole numbers were read before, and made the report fail. */
function hasWholeCounts({ model }: RecordingHeader): boolean {
  return [model.threads, model.parameters, model.bytes, model.contextLength].every(
    (count) => count === null || Number.isSafeInteger(count),
  )
}

type Parse = (value: Record<string, unknown>) => object | string

test.each<[string, object, Parse, Parse]>([
  ['a header', header, parseHeader, oldHeader],
  ['a recorded completion', recorded, parseRecorded, oldRecorded],
  ['one without what may be left out', { ...recorded, completion: bare }, parseRecorded, oldRecorded],
  ['a failure', failed, parseRecorded, oldRecorded],
  ['an output of another tool', { id: 'x', output: '{}' }, parseForeign, oldForeign],
])('old and new checks agree on %s, mutated once or twice', (_, line, parse, parseOld) => {
  let refused = 0
  const twice = mutated(line).chain((once) => fc.oneof(fc.constant(once), mutated(once.value)))
  fc.assert(
    fc.property(twice, ({ value }) => {
      const record = value as Record<string, unknown>
      const [old, next] = [parseOld(structuredClone(record)), parse(record)]
      if (typeof next === 'string') refused++
      const narrower = typeof old !== 'string' && 'model' in old && !hasWholeCounts(old as RecordingHeader)
      if (typeof old === 'string' || narrower) expect(next).toBeTypeOf('string')
      else expect(next).toEqual(old)
    }),
    { numRuns: 3000 },
  )
  expect(refused).toBeGreaterThan(300)
})

test('fields that another tool left out are unknown', () => {
  const model = { id: 'm' }
  const { createdAt: _, runId: __, optionsSha256: ___, ...short } = { ...header, model }
  expect(parseHeader(short)).toEqual(oldHeader(short))
  const line = { ...recorded, completion: { text: 'x', finishReason: 'stop' } }
  expect(parseRecorded(line)).toEqual(oldRecorded(line))
  expect(parseRecorded(line)).toMatchObject({ completion: { timings: UNKNOWN_TIMINGS, tokensIn: null } })
})

test('old and new checks of a completion agree, with and without a failure', () => {
  const fault = validator(COMPLETION)
  const each = fc.constantFrom(recorded.completion, bare, failed.completion).chain(mutated)
  fc.assert(
    fc.property(each, ({ value }) => {
      const valid = fault(value, { noun: 'field' }) === null && errorProblem(value as Completion) === null
      expect(valid).toBe(completionProblem(value) === null)
    }),
    { numRuns: 3000 },
  )
})
