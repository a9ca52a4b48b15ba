import fc from 'fast-check'
import { expect, test } from 'vitest'
import { modelInfo } from '../../records/model-info.ts'
import type { RecordedCompletion, RecordingHeader } from '../../records/recording.ts'
import { mutated } from '../../records/test-support/mutations.ts'
import { completionProblem } from '../contract/completion-guard.ts'
import { UNKNOWN_TIMINGS } from '../contract/completions.ts'
import { parseForeign, parseHeader, parseRecorded } from './parse-line.ts'

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
const failed = { ...bare, finishReason: 'error', error: { code: 'X', message: 'y' } }

type Parse = (value: Record<string, unknown>) => object | string

test.each<[string, object, Parse]>([
  ['a header', header, parseHeader],
  ['a recorded completion', recorded, parseRecorded],
  ['one without what may be left out', { ...recorded, completion: bare }, parseRecorded],
  ['an output of another tool', { id: 'x', output: '{}' }, parseForeign],
])('%s with a member of another value is refused with its path, or read', (_, line, parse) => {
  let refused = 0
  fc.assert(
    fc.property(mutated(line), ({ value, path }) => {
      const found = parse(JSON.parse(JSON.stringify(value)))
      if (typeof found !== 'string') {
        expect(parse(JSON.parse(JSON.stringify(found)))).toEqual(found)
        return
      }
      refused++
      if (found.includes('field ')) expect(found).toContain(`field ${path.join('.')}`)
      else expect(found).toBe('completion: failures are not recorded')
    }),
    { numRuns: 1000 },
  )
  expect(refused).toBeGreaterThan(200)
})

test('a line is read as it was written', () => {
  expect(parseHeader({ ...header })).toEqual(header)
  expect(parseRecorded({ ...recorded })).toEqual(recorded)
})

test('what another tool left out is unknown, and what a later release adds is kept', () => {
  const model = { id: 'm', addedLater: 1 }
  const nothing = { createdAt: null, runId: null, optionsSha256: null }
  const { kind, version } = header
  expect(parseHeader({ kind, version, model })).toEqual({
    ...nothing,
    kind,
    version,
    model: modelInfo({ id: 'm' }),
  })
  const completion = { text: 'x', finishReason: 'stop', addedLater: 1 }
  expect(parseRecorded({ ...recorded, completion })).toMatchObject({
    completion: { timings: UNKNOWN_TIMINGS, tokensIn: null, tokensOut: null, addedLater: 1 },
  })
})

test('a completion of foreign code with a member of another value is refused with its path, or valid', () => {
  const each = fc.constantFrom<object>(recorded.completion, bare, failed).chain(mutated)
  let refused = 0
  fc.assert(
    fc.property(each, ({ value, path }) => {
      const found = completionProblem(value)
      if (found === null) return
      refused++
      // A failure without an error, or an error without a failure, is no fault of one member.
      const member = path[0] === 'error' || path[0] === 'finishReason'
      if (!member || found.includes('field ')) expect(found).toContain(`field completion.${path.join('.')}`)
      else expect(found).toMatch(/finishReason "\w+"/)
    }),
    { numRuns: 1000 },
  )
  expect(refused).toBeGreaterThan(200)
})
