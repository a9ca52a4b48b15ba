import Type, { type Static } from 'typebox'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { isRecord } from '../../plugin/core/json/json.ts'
import { printable } from '../../plugin/core/printable.ts'
import { type Checker, checker } from '../../plugin/core/schema/checker.ts'
import { boolean, nullable, number, text } from '../../plugin/records/schema.ts'

/** The shape of a decoder-only transformer, from its `config.json`. Null where the file has no value. */
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
  /** A gated feed-forward network, as in Llama; null where the model type is not known. */
  readonly gated: boolean | null
  readonly tied: boolean | null
  /** Counted from the shape; null where the model type is not known. */
  readonly parameters: number | null
}

const size = Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })))
const factor = Type.Optional(nullable(number))
const name = Type.Optional(nullable(text))

/** The fields of a `config.json` that are read, with the names of both layouts, Llama's and GPT-2's. */
const CONFIG = Type.Object({
  model_type: name,
  hidden_size: size,
  n_embd: size,
  num_attention_heads: size,
  n_head: size,
  num_key_value_heads: size,
  head_dim: size,
  num_hidden_layers: size,
  n_layer: size,
  intermediate_size: size,
  n_inner: size,
  vocab_size: size,
  max_position_embeddings: size,
  n_positions: size,
  hidden_act: name,
  activation_function: name,
  rms_norm_eps: factor,
  layer_norm_eps: factor,
  layer_norm_epsilon: factor,
  tie_word_embeddings: Type.Optional(nullable(boolean)),
})

type Config = Static<typeof CONFIG>

const check: Checker<Config> = checker(CONFIG)

/** Kinds of models that share Llama's gated feed-forward network. */
const GATED: readonly string[] = ['llama', 'mistral', 'qwen2', 'qwen3', 'phi3', 'gemma', 'gemma2', 'smollm3']

/**
 * Reads a `config.json` in the Hugging Face layout.
 *
 * @param parameters counts the weights of such a configuration; null when it cannot
 * @param source name of the file, for messages
 * @throws {EdgejsonError} `BAD_MODEL` naming the field that is wrong or missing.
 */
export function readArchitecture(
  config: unknown,
  parameters: (config: Record<string, unknown>) => number | null,
  source: string,
): Architecture {
  const at = printable(source, 300)
  if (!isRecord(config)) throw new EdgejsonError('BAD_MODEL', `${at} is not a JSON object.`)
  const given = check(config, { code: 'BAD_MODEL', noun: 'field', of: ` of ${at}` })
  const needed = (value: number | null | undefined, ...names: (keyof Config)[]): number => {
    if (value !== null && value !== undefined) return value
    throw new EdgejsonError(
      'BAD_MODEL',
      `${at} has no ${names.map((name) => `"${name}"`).join(' or ')} of at least 1; give the config.json of a ` +
        'decoder in the Hugging Face layout.',
    )
  }
  const hidden = needed(given.hidden_size ?? given.n_embd, 'hidden_size', 'n_embd')
  const heads = needed(given.num_attention_heads ?? given.n_head, 'num_attention_heads', 'n_head')
  const type = shown(given.model_type)
  return {
    type,
    layers: needed(given.num_hidden_layers ?? given.n_layer, 'num_hidden_layers', 'n_layer'),
    hidden,
    heads,
    cacheHeads: given.num_key_value_heads ?? heads,
    headSize: given.head_dim ?? Math.floor(hidden / heads),
    inner: given.intermediate_size ?? given.n_inner ?? null,
    vocabulary: needed(given.vocab_size, 'vocab_size'),
    context: given.max_position_embeddings ?? given.n_positions ?? null,
    activation: shown(given.hidden_act) ?? shown(given.activation_function),
    norm: normOf(given),
    rotary: Object.hasOwn(config, 'rope_theta') || isRecord(config.rope_parameters),
    gated: type === null ? null : GATED.includes(type) ? true : null,
    tied: given.tie_word_embeddings ?? null,
    parameters: parameters(config),
  }
}

function normOf({ rms_norm_eps, layer_norm_eps, layer_norm_epsilon }: Config): Architecture['norm'] {
  if (typeof rms_norm_eps === 'number') return 'RMSNorm'
  return typeof (layer_norm_eps ?? layer_norm_epsilon) === 'number' ? 'LayerNorm' : null
}

function shown(value: string | null | undefined): string | null {
  return value ? printable(value, 30) : null
}
