import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mutated } from '../../plugin/records/test-support/mutations.ts'
import { readArchitecture } from './architecture.ts'

const llama = {
  model_type: 'llama',
  hidden_size: 576,
  num_hidden_layers: 30,
  num_attention_heads: 9,
  num_key_value_heads: 3,
  intermediate_size: 1536,
  vocab_size: 49152,
  max_position_embeddings: 8192,
  hidden_act: 'silu',
  rms_norm_eps: 1e-5,
  rope_theta: 100_000,
  tie_word_embeddings: true,
}
const read = (config: unknown) => readArchitecture(config, () => 134_515_008, 'config.json')

describe('readArchitecture', () => {
  test('a decoder of the Llama kind', () => {
    expect(read(llama)).toEqual({
      type: 'llama',
      layers: 30,
      hidden: 576,
      heads: 9,
      cacheHeads: 3,
      headSize: 64,
      inner: 1536,
      vocabulary: 49152,
      context: 8192,
      activation: 'silu',
      norm: 'RMSNorm',
      rotary: true,
      gated: true,
      tied: true,
      parameters: 134_515_008,
    })
  })

  test('names of an older kind; what the file does not say is null', () => {
    const gpt = {
      model_type: 'gpt2',
      n_embd: 768,
      n_layer: 12,
      n_head: 12,
      vocab_size: 50257,
      layer_norm_epsilon: 1e-5,
    }
    expect(read(gpt)).toMatchObject({
      hidden: 768,
      headSize: 64,
      cacheHeads: 12,
      norm: 'LayerNorm',
      rotary: false,
      gated: null,
      tied: null,
      inner: null,
      context: null,
    })
  })

  test('a missing field is named', () => {
    expect(() => read({ ...llama, num_hidden_layers: null })).toThrow(
      'config.json has no "num_hidden_layers" or "n_layer" of at least 1',
    )
    expect(() => read({ ...llama, num_hidden_layers: 0 })).toThrow(
      'field num_hidden_layers of config.json is 0; it must be a whole number of at least 1',
    )
    expect(() => read('llama')).toThrow('config.json is not a JSON object')
  })

  test('a field of another value is refused by name, or read as not said', () => {
    let refused = 0
    fc.assert(
      fc.property(mutated({ ...llama, head_dim: 64, layer_norm_eps: 1e-5 }), ({ value, path }) => {
        try {
          const { layers, hidden, heads } = read(value)
          expect(Math.min(layers, hidden, heads)).toBeGreaterThan(0)
        } catch (error) {
          refused++
          expect(error).toMatchObject({ name: 'EdgejsonError', code: 'BAD_MODEL' })
          expect(String(error)).toMatch(new RegExp(`field ${path[0]} of config.json|has no "${path[0]}"`))
        }
      }),
      { numRuns: 500 },
    )
    expect(refused).toBeGreaterThan(100)
  })
})
