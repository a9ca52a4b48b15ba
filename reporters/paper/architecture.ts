import { EdgejsonError } from '../../plugin/core/errors.ts'
import { isRecord } from '../../plugin/core/json/json.ts'
import { printable } from '../../plugin/core/printable.ts'

/** The shape of a decoder-only transformer, from its `config.json`. Null where the file does not say. */
export interface Architecture {
  /** `llama`, `gpt2`, …: the file's `model_type`. */
  readonly type: string | null
  readonly layers: number
  readonly hidden: number
  readonly heads: number
  /** Heads of keys and values; fewer than `heads` with grouped-query attention. */
  readonly cacheHeads: number
  readonly headSize: number
  readonly inner: number | null
  readonly vocabulary: number
  readonly context: number | null
  readonly activation: string | null
  /** RMS norm, layer norm, or null where neither epsilon is there. */
  readonly norm: 'RMSNorm' | 'LayerNorm' | null
  readonly rotary: boolean
  /** A feed-forward network with a gate, as in Llama; null where the kind of model is not known. */
  readonly gated: boolean | null
  readonly tied: boolean | null
  /** Counted from the shape; null where the kind of model is not known. */
  readonly parameters: number | null
}

/** Kinds of models that share Llama's gated feed-forward network. */
const GATED: readonly string[] = ['llama', 'mistral', 'qwen2', 'qwen3', 'phi3', 'gemma', 'gemma2', 'smollm3']

/**
 * Reads a `config.json` in the Hugging Face layout.
 *
 * @param parameters counts the weights of such a configuration; null when it cannot
 * @param source name of the file, for messages
 * @throws {EdgejsonError} `BAD_MODEL` naming the field that is missing.
 */
export function readArchitecture(
  config: unknown,
  parameters: (config: Record<string, unknown>) => number | null,
  source: string,
): Architecture {
  const at = printable(source, 300)
  if (!isRecord(config)) throw new EdgejsonError('BAD_MODEL', `${at} is no JSON object.`)
  const number = (...names: string[]): number | null => firstNumber(config, names)
  const needed = (...names: string[]): number => {
    const value = number(...names)
    if (value !== null) return value
    throw new EdgejsonError(
      'BAD_MODEL',
      `${at} has no ${names.map((name) => `"${name}"`).join(' or ')} of at least 1; give the config.json of a ` +
        'decoder in the Hugging Face layout.',
    )
  }
  const hidden = needed('hidden_size', 'n_embd')
  const heads = needed('num_attention_heads', 'n_head')
  const type = text(config.model_type)
  return {
    type,
    layers: needed('num_hidden_layers', 'n_layer'),
    hidden,
    heads,
    cacheHeads: number('num_key_value_heads') ?? heads,
    headSize: number('head_dim') ?? Math.floor(hidden / heads),
    inner: number('intermediate_size', 'n_inner'),
    vocabulary: needed('vocab_size'),
    context: number('max_position_embeddings', 'n_positions'),
    activation: text(config.hidden_act) ?? text(config.activation_function),
    norm: normOf(config),
    rotary: Object.hasOwn(config, 'rope_theta') || isRecord(config.rope_parameters),
    gated: type === null ? null : GATED.includes(type) ? true : null,
    tied: typeof config.tie_word_embeddings === 'boolean' ? config.tie_word_embeddings : null,
    parameters: parameters(config),
  }
}

function normOf(config: Readonly<Record<string, unknown>>): Architecture['norm'] {
  if (typeof config.rms_norm_eps === 'number') return 'RMSNorm'
  const layerNorm = config.layer_norm_eps ?? config.layer_norm_epsilon
  return typeof layerNorm === 'number' ? 'LayerNorm' : null
}

function firstNumber(config: Readonly<Record<string, unknown>>, names: readonly string[]): number | null {
  for (const name of names) {
    const value = Object.hasOwn(config, name) ? config[name] : undefined
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  }
  return null
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? printable(value, 30) : null
}
