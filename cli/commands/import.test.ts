import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseForeign } from '../../plugin/engines/replay/parse-line.ts'
import type { ImportFormat } from './import/importers.ts'
import { runImport } from './import.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'edgejson-import-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (from: ImportFormat, ...lines: unknown[]) => {
  const file = path.join(folder, 'in.jsonl')
  writeFileSync(
    file,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  )
  const { output, failed } = runImport(file, { from })
  return {
    lines: output
      .split('\n')
      .filter(Boolean)
      .map((text) => JSON.parse(text)),
    failed,
  }
}
const batch = (id: string, body: unknown) => ({
  custom_id: id,
  response: { status_code: 200, body },
  error: null,
})

test('the output file of a batch becomes completions', () => {
  const call = { content: null, tool_calls: [{ function: { arguments: '{"a":2}' } }] }
  const { lines, failed } = run(
    'openai-batch',
    batch('a', { choices: [{ message: { content: '{"a":1}' } }] }),
    batch('b', { choices: [{ message: call }] }),
    batch('c', { choices: [{ text: '{}' }] }),
    batch('d', { output: [{ type: 'reasoning' }, { content: [{ type: 'output_text', text: '[1]' }] }] }),
    { custom_id: 'e', response: null, error: { code: 'batch_expired' } },
  )
  expect(lines).toEqual([
    { id: 'a', output: '{"a":1}' },
    { id: 'b', output: '{"a":2}' },
    { id: 'c', output: '{}' },
    { id: 'd', output: '[1]' },
  ])
  expect(failed).toEqual([expect.stringMatching(/in.jsonl:5: "e" is left out: .*batch_expired/)])
})

test('what is no output of the model in a batch is left out, and reasoning is not output', () => {
  const message = (parts: object, finish_reason = 'stop') => ({
    choices: [{ message: parts, finish_reason }],
  })
  const { lines, failed } = run(
    'openai-batch',
    batch('filtered', message({ content: null }, 'content_filter')),
    batch('broken', { ...message({ content: null }), error: { code: 502, message: 'upstream gone' } }),
    batch('failed', { status: 'failed', output: [], error: { code: 'server_error', message: 'boom' } }),
    batch('nothing', { choices: [{ message: { content: null }, finish_reason: null }] }),
    batch('refused', message({ content: null, refusal: 'No.' })),
    batch(
      'parts',
      message({
        content: [
          { type: 'reasoning', text: '{}' },
          { type: 'text', text: '[2]' },
        ],
      }),
    ),
    batch('thought', {
      status: 'completed',
      output: [
        { type: 'reasoning', content: [{ type: 'reasoning_text', text: '{}' }] },
        { type: 'message', content: [{ type: 'output_text', text: '[3]' }] },
      ],
    }),
    batch('called', {
      status: 'completed',
      output: [{ type: 'function_call', name: 'f', arguments: '{"a":4}' }],
    }),
  )
  expect(lines).toEqual([
    { id: 'refused', output: 'No.', finishReason: 'stop' },
    { id: 'parts', output: '[2]', finishReason: 'stop' },
    { id: 'thought', output: '[3]', finishReason: 'stop' },
    { id: 'called', output: '{"a":4}', finishReason: 'stop' },
  ])
  expect(failed).toEqual([
    expect.stringMatching(/"filtered" is left out: .*"content_filter"/),
    expect.stringMatching(/"broken" is left out: .*upstream gone/),
    expect.stringMatching(/"failed" is left out: .*boom/),
    expect.stringMatching(/"nothing" is left out: .*no content, no finish_reason and no generated tokens/),
  ])
})

test('why a completion ended and its tokens are kept, and a replay reads them', () => {
  const { lines, failed } = run(
    'openai-batch',
    batch('chat', {
      choices: [{ message: { content: '{"a":' }, finish_reason: 'length' }],
      usage: { prompt_tokens: 31, completion_tokens: 4 },
    }),
    batch('responses', {
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [{ type: 'message', content: [{ type: 'output_text', text: '[1' }] }],
      usage: { input_tokens: 7, output_tokens: 2 },
    }),
  )
  expect(failed).toEqual([])
  expect(lines).toEqual([
    { id: 'chat', output: '{"a":', finishReason: 'length', tokensIn: 31, tokensOut: 4 },
    { id: 'responses', output: '[1', finishReason: 'length', tokensIn: 7, tokensOut: 2 },
  ])
  for (const line of lines) expect(parseForeign(line)).toEqual(line)
})

test('samples of lm-eval become completions by the id of the document', () => {
  expect(
    run('lm-eval', { doc_id: 0, doc: { id: 'x' }, resps: [['{}']] }, { doc_id: 1, doc: {}, resps: ['[]'] })
      .lines,
  ).toEqual([
    { id: 'x', output: '{}' },
    { id: '1', output: '[]' },
  ])
})

test('possible answers of BFCL become accepted values', () => {
  const truth = [{ area: { base: [10], unit: ['cm', ''] } }]
  const two = [{ f: { x: [1] } }, { g: { y: [2, 3] } }]
  const many = [{ f: Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`p${index}`, [1, 2]])) }]
  const { lines, failed } = run(
    'bfcl',
    { id: 's_0', ground_truth: truth },
    { id: 'p_0', ground_truth: two },
    { id: 'm_0', ground_truth: many },
  )
  expect(lines).toEqual([
    { id: 's_0', accepted: [{ area: { base: 10, unit: 'cm' } }, { area: { base: 10 } }] },
    {
      id: 'p_0',
      accepted: [
        [{ f: { x: 1 } }, { g: { y: 2 } }],
        [{ f: { x: 1 } }, { g: { y: 3 } }],
      ],
    },
  ])
  expect(failed).toEqual([expect.stringMatching(/"m_0" is left out: .*more than 256 combinations/)])
})

test.each<[ImportFormat, string, RegExp]>([
  [
    'openai-batch',
    '{"id": 1}',
    /in.jsonl:1: the line is not of the format openai-batch: "\{\\"id\\": 1\}"\. Expected is \{"custom_id"/,
  ],
  ['lm-eval', '{"doc_id": 1, "resps": [[["-1.5", "False"]]]}', /not of the format lm-eval/],
  ['bfcl', '{"id": "a", "question": []}', /Expected is \{"id": "simple_0", "ground_truth"/],
  ['bfcl', 'no JSON', /in.jsonl:1: the line is not of the format bfcl: "no JSON"/],
  ['bfcl', '', /has no lines/],
])('%s: %s is an error with the line and the expected shape', (from, line, message) => {
  expect(() => run(from, line)).toThrow(message)
})
