import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { llamaParameters, readModelConfig } from './model-config.ts'

const root = mkdtempSync(path.join(tmpdir(), 'edgejson-config-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function folder(files: Readonly<Record<string, unknown>>): string {
  const place = mkdtempSync(path.join(root, 'model-'))
  for (const [name, value] of Object.entries(files))
    writeFileSync(path.join(place, name), JSON.stringify(value))
  return place
}

// The published shape of SmolLM2-135M; its weights count 134,515,008.
const SHAPE = {
  model_type: 'llama',
  hidden_size: 576,
  intermediate_size: 1536,
  num_hidden_layers: 30,
  num_attention_heads: 9,
  num_key_value_heads: 3,
  vocab_size: 49_152,
  tie_word_embeddings: true,
}

describe('readModelConfig', () => {
  test('generation_config.json decides the end tokens, a list too', async () => {
    const place = folder({
      'config.json': { eos_token_id: 1, max_position_embeddings: 2048 },
      'generation_config.json': { eos_token_id: [2, 3] },
    })
    const config = await readModelConfig(place)
    expect([...config.endTokens]).toEqual([2, 3])
    expect(config.contextLength).toBe(2048)
  })

  test('config.json decides without it, and tokenizer_config.json may lack', async () => {
    const config = await readModelConfig(folder({ 'config.json': { eos_token_id: 7 } }))
    expect([...config.endTokens]).toEqual([7])
    expect(config).toMatchObject({
      contextLength: null,
      cacheHeads: null,
      headSize: null,
      tokenizerConfig: {},
    })
  })

  test('heads of the cache and their size', async () => {
    expect(await readModelConfig(folder({ 'config.json': SHAPE }))).toMatchObject({
      cacheHeads: 3,
      headSize: 64,
    })
  })

  test('nonsense is not read as a figure', async () => {
    const config = {
      eos_token_id: 'two',
      max_position_embeddings: -1,
      hidden_size: 10.5,
      num_attention_heads: '9',
    }
    expect(await readModelConfig(folder({ 'config.json': config }))).toMatchObject({
      contextLength: null,
      headSize: null,
      endTokens: new Set(),
    })
  })
})

describe('llamaParameters', () => {
  test('a known model', () => {
    expect(llamaParameters(SHAPE)).toBe(134_515_008)
    expect(llamaParameters({ ...SHAPE, tie_word_embeddings: false })).toBe(134_515_008 + 49_152 * 576)
  })

  test('null for what it does not know', () => {
    expect(llamaParameters({ ...SHAPE, model_type: 'gpt2' })).toBeNull()
    expect(llamaParameters({ ...SHAPE, attention_bias: true })).toBeNull()
    expect(llamaParameters({ model_type: 'llama' })).toBeNull()
  })
})
