import path from 'node:path'
import { readJson, readJsonOrNull } from '../../../core/json/read-file.ts'
import { positiveInteger } from '../../../core/positive-integer.ts'

/** What decoding needs from the JSON files of a model's folder. Null where they do not say. */
export interface ModelConfig {
  /** Tokens of prompt and completion together. */
  readonly contextLength: number | null
  /** Ids of EOS tokens. */
  readonly endTokens: ReadonlySet<number>
  /** Heads of the KV cache, for graphs in which the dimension is symbolic. */
  readonly cacheHeads: number | null
  readonly headSize: number | null
  readonly parameters: number | null
  /** `tokenizer_config.json`; empty when there is none. */
  readonly tokenizerConfig: Record<string, unknown>
}

/** Reads `config.json`, `generation_config.json` and `tokenizer_config.json`; only the first must be there. */
export async function readModelConfig(folder: string): Promise<ModelConfig> {
  const config = await readJson(
    path.join(folder, 'config.json'),
    'A model folder in the Hugging Face layout has config.json, tokenizer.json and onnx/model*.onnx; give that folder.',
  )
  const generation = await readJsonOrNull(path.join(folder, 'generation_config.json'))
  const tokenizerConfig = await readJsonOrNull(path.join(folder, 'tokenizer_config.json'))
  const heads = positiveInteger(config.num_attention_heads)
  const hidden = positiveInteger(config.hidden_size)
  return {
    contextLength: positiveInteger(config.max_position_embeddings) ?? positiveInteger(config.n_positions),
    endTokens: endTokens(generation?.eos_token_id ?? config.eos_token_id),
    cacheHeads: positiveInteger(config.num_key_value_heads) ?? heads,
    headSize: positiveInteger(config.head_dim) ?? (hidden !== null && heads !== null ? hidden / heads : null),
    parameters: llamaParameters(config),
    tokenizerConfig: tokenizerConfig ?? {},
  }
}

/** `eos_token_id` is a number or a list of numbers. */
function endTokens(value: unknown): Set<number> {
  const ids: unknown[] = Array.isArray(value) ? value : [value]
  return new Set(ids.filter((id): id is number => typeof id === 'number' && Number.isSafeInteger(id)))
}

/**
 * Weights of a decoder of the Llama kind, counted from its shape: embedding (and output matrix where it is not tied),
 * and in every layer the four attention matrices, the three of the gated MLP and two norms; one norm at the end.
 * Null for any other kind.
 */
export function llamaParameters(config: Record<string, unknown>): number | null {
  if (config.model_type !== 'llama' || config.attention_bias === true || config.mlp_bias === true) return null
  const hidden = positiveInteger(config.hidden_size)
  const inner = positiveInteger(config.intermediate_size)
  const layers = positiveInteger(config.num_hidden_layers)
  const heads = positiveInteger(config.num_attention_heads)
  const vocabulary = positiveInteger(config.vocab_size)
  if (hidden === null || inner === null || layers === null || heads === null || vocabulary === null)
    return null
  const headSize = positiveInteger(config.head_dim) ?? hidden / heads
  const cacheHeads = positiveInteger(config.num_key_value_heads) ?? heads
  const attention = 2 * hidden * heads * headSize + 2 * hidden * cacheHeads * headSize
  const layer = attention + 3 * hidden * inner + 2 * hidden
  return vocabulary * hidden * (config.tie_word_embeddings === true ? 1 : 2) + layers * layer + hidden
}
