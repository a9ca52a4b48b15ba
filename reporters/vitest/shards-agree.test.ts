import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BrowserInfo } from '../../plugin/records/browser-info.ts'
import type { RunMeta } from '../../plugin/records/run-meta.ts'
import { EXTRACTION_VERSION } from '../../plugin/records/scores.ts'
import { browserInfo, SOFTWARE } from '../../plugin/records/test-support/browser.ts'
import { machine, model, type RunMetaChange, runMeta } from '../test-support/run-meta.ts'
import { shardsAgree } from './shards-agree.ts'

const { fingerprint } = runMeta()
const shards = (...changes: RunMetaChange[]): RunMeta[] =>
  changes.map((change, index) => runMeta({ part: [index + 1, changes.length], ...change }))
const problemOf = (...changes: RunMetaChange[]) => shardsAgree(shards(...changes)).problem

describe('shardsAgree', () => {
  test('shards of one run agree, and so does a run without shards', () => {
    expect(shardsAgree(shards({}, {}, {}))).toEqual({ problem: null, notes: [] })
    expect(shardsAgree([runMeta()])).toEqual({ problem: null, notes: [] })
    expect(shardsAgree([])).toEqual({ problem: null, notes: [] })
  })

  test.each<[string, RunMetaChange]>([
    ['model smollm2-135m-edgejson (shard 1, 3), other (shard 2)', { model: { ...model, id: 'other' } }],
    [
      'weights (SHA-256) aaaaaaaa… (shard 1, 3), bbbbbbbb… (shard 2)',
      { model: { ...model, sha256: 'b'.repeat(64) } },
    ],
    [
      'model content (SHA-256) bbbbbbbb… (shard 1, 3), cccccccc… (shard 2); chat template (SHA-256) none (shard 1, 3), 22222222…',
      {
        model: {
          ...model,
          contentSha256: 'c'.repeat(64),
          parts: { tokenizer: null, chatTemplate: '2'.repeat(64), generationConfig: null, modelConfig: null },
        },
      },
    ],
    ['dtype q8 (shard 1, 3), q4 (shard 2)', { model: { ...model, dtype: 'q4' } }],
    ['engine onnx (shard 1, 3), openai-chat (shard 2)', { model: { ...model, engine: 'openai-chat' } }],
    ['engine version 1.30.0 (shard 1, 3), none (shard 2)', { model: { ...model, engineVersion: null } }],
    ['repeats 1 (shard 1, 3), 3 (shard 2)', { fingerprint: { ...fingerprint, repeats: 3 } }],
    ['token limit 2048 (shard 1, 3), 7 (shard 2)', { fingerprint: { ...fingerprint, maxNewTokens: 7 } }],
    [
      'stop criterion json_complete (shard 1, 3), eos (shard 2)',
      { fingerprint: { ...fingerprint, stop: 'eos' } },
    ],
    ['prompt template official (shard 1, 3), chat', { fingerprint: { ...fingerprint, template: 'chat' } }],
    [
      'prompt template (SHA-256) eeeeeeee… (shard 1, 3), ffffffff…',
      { fingerprint: { ...fingerprint, templateSha256: 'f'.repeat(64) } },
    ],
    [
      `extraction version ${EXTRACTION_VERSION} (shard 1, 3), 99 (shard 2)`,
      { fingerprint: { ...fingerprint, extractionVersion: 99 } },
    ],
    ['metric version 1 (shard 1, 3), 2 (shard 2)', { fingerprint: { ...fingerprint, metricVersion: 2 } }],
    ['JSON Schemas (SHA-256) cccccccc… (shard 1, 3), ffffffff…', { schemasSha256: 'f'.repeat(64) }],
    ['fields none (shard 1, 3), [["prompt","text"]] (shard 2)', { fields: { prompt: 'text' } }],
    ['limit none (shard 1, 3), 5 (shard 2)', { limit: 5 }],
    ['number of shards 3 (shard 1, 3), 2 (shard 2)', { part: [2, 2] }],
  ])('refuses another %s', (text, change) => {
    const problem = problemOf({}, change, {})
    expect(problem).toContain('the shards belong to different runs, which differ in ')
    expect(problem).toContain(text)
  })

  test('another dataset is named by its hash', () => {
    const [first, second] = shards({}, {})
    if (first === undefined || second === undefined) throw new Error('two shards')
    const other = { ...second, dataset: { ...second.dataset, sha256: 'e'.repeat(64) } }
    expect(shardsAgree([first, other]).problem).toContain(
      'dataset (SHA-256) dddddddd… (shard 1), eeeeeeee… (shard 2)',
    )
  })

  test('a field that a later release adds to the model counts', () => {
    const later = { ...model, later: { products: 'int8' } }
    expect(problemOf({}, { model: later })).toContain('later none (shard 1), {"products":"int8"} (shard 2)')
  })

  test('threads and processor are a note', () => {
    const other = { model: { ...model, threads: 8 }, machine: { ...machine, cpu: 'EPYC' } }
    expect(shardsAgree(shards({}, other))).toEqual({
      problem: null,
      notes: [
        'The shards ran with different threads 4 (shard 1), 8 (shard 2); CPU Cortex-A76 (shard 1), EPYC (shard 2).',
      ],
    })
  })

  test('another browser is a note, an adapter in software for some of them is not', () => {
    const on = (more: Partial<BrowserInfo>) => ({ model: { ...model, browser: browserInfo(more) } })
    expect(shardsAgree(shards(on({}), on({ version: '151' })))).toEqual({
      problem: null,
      notes: ['The shards ran with different browser Chromium 150.0.1 (shard 1), Chromium 151 (shard 2).'],
    })
    const gpu = on({ adapter: { ...SOFTWARE, isFallback: false } })
    const software = on({ adapter: SOFTWARE })
    expect(problemOf(gpu, software)).toContain('WebGPU in software no (shard 1), yes (shard 2)')
    expect(problemOf(software, on({ adapter: SOFTWARE, softwareAdapter: true }))).toContain(
      'WebGPU in software yes (shard 1), as requested (shard 2)',
    )
    expect(problemOf(software, software)).toBeNull()
  })

  test('without a content hash the file of a module counts, the address of a server does not', () => {
    const at = (specifier: string) => ({ model: { ...model, contentSha256: null, specifier } })
    expect(problemOf(at('./a.mjs'), at('./b.mjs'))).toContain(
      'model path ./a.mjs (shard 1), ./b.mjs (shard 2)',
    )
    expect(problemOf(at('http://a/v1'), at('http://b/v1'))).toBeNull()
    expect(problemOf(at('replay:1.jsonl'), at('replay:2.jsonl'))).toBeNull()
    expect(problemOf({}, { model: { ...model, specifier: '/elsewhere/model' } })).toBeNull()
  })

  test('a shard whose model did not load differs in nothing', () => {
    expect(problemOf({}, { model: null, failure: 'no model' })).toBeNull()
  })

  test('the order in which shards come does not matter', () => {
    const change = fc.constantFrom<RunMetaChange>({}, { limit: 5 }, { schemasSha256: 'x' }, { model: null })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        const metas = shards(...changes)
        expect(shardsAgree(metas.toReversed()).problem === null).toBe(shardsAgree(metas).problem === null)
      }),
    )
  })
})
