import { describe, expect, test } from 'vitest'
import type { Fingerprint } from '../records/fingerprint.ts'
import { provenanceOf } from './baseline/from-run.ts'
import { incomparable, templateChange, whatChanged } from './fingerprint.ts'
import { FINGERPRINT, runOf } from './test-support/run.ts'

describe('incomparable', () => {
  test('equal fingerprints may be compared', () => {
    expect(incomparable(FINGERPRINT, { ...FINGERPRINT })).toEqual([])
  })

  test.each<[Partial<Fingerprint>, string]>([
    [{ maxNewTokens: 512 }, 'token limit 2048 → 512'],
    [{ stop: 'eos' }, 'stop criterion json_complete → eos'],
    [{ reasoning: 'none' }, 'reasoning markers default → none'],
    [{ repeats: 3 }, 'repeats 1 → 3'],
    [{ extractionVersion: 2 }, 'extraction version 1 → 2'],
    [{ metricVersion: 3 }, 'metric version 1 → 3'],
  ])('%j', (change, reason) => {
    expect(incomparable(FINGERPRINT, { ...FINGERPRINT, ...change })).toEqual([reason])
  })

  test('another template is a matter of each prompt, and is named', () => {
    const chat = { ...FINGERPRINT, template: 'chat', templateSha256: 'c'.repeat(64) }
    expect(incomparable(FINGERPRINT, chat)).toEqual([])
    expect(templateChange(FINGERPRINT, FINGERPRINT)).toBeNull()
    expect(templateChange(FINGERPRINT, chat)).toBe('prompt template official (tttttttt…) → chat (cccccccc…)')
  })

  test('names every reason', () => {
    expect(incomparable(FINGERPRINT, { ...FINGERPRINT, stop: 'eos', maxNewTokens: 1 })).toHaveLength(2)
  })
})

describe('whatChanged', () => {
  const before = provenanceOf(runOf([]))

  test('nothing', () => {
    expect(whatChanged(before, { ...before })).toEqual([])
  })

  test('everything, with unknown for null and escapes spelt out', () => {
    const after = {
      model: 'evil\u001b[2J',
      modelSha256: 'b'.repeat(64),
      contentSha256: 'd'.repeat(64),
      tokenizerSha256: '2'.repeat(64),
      chatTemplateSha256: '5'.repeat(64),
      generationConfigSha256: null,
      modelConfigSha256: '6'.repeat(64),
      dtype: 'q4',
      engine: 'http',
      engineVersion: null,
      numerics: 'int8 (all weights)',
      device: 'webgpu',
      browser: 'Chromium 150',
      adapter: 'google swiftshader, software, no f16',
      threads: 4,
      cpu: 'Xeon',
    }
    expect(whatChanged(before, after)).toEqual([
      'model my-135m → evil\\u001b[2J',
      'weights (SHA-256) aaaaaaaa… → bbbbbbbb…',
      'tokenizer (SHA-256) 11111111… → 22222222…',
      'chat template (SHA-256) unknown → 55555555…',
      'generation config (SHA-256) 33333333… → unknown',
      'model config (SHA-256) 44444444… → 66666666…',
      'dtype q8 → q4',
      'engine onnx → http',
      'engine version 1.30.0 → unknown',
      'numerics as in the file → int8 (all weights)',
      'device unknown → webgpu',
      'browser none → Chromium 150',
      'adapter none → google swiftshader, software, no f16',
      'threads 2 → 4',
      'CPU Cortex-A76 → Xeon',
    ])
  })

  test('a hash of everything is shown where no part of it is known to have changed', () => {
    const after = { ...before, contentSha256: 'd'.repeat(64) }
    expect(whatChanged(before, after)).toEqual(['content (SHA-256) cccccccc… → dddddddd…'])
    expect(whatChanged(before, { ...after, chatTemplateSha256: '5'.repeat(64) })).toEqual([
      'chat template (SHA-256) unknown → 55555555…',
    ])
  })
})
