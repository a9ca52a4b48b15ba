import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import {
  type Graph,
  type GraphConstant,
  type GraphNode,
  type GraphValue,
  writeOnnxFile,
} from './onnx-file.ts'

/** Id of the end token; ids below it are bytes. */
export const END = 256
const VOCABULARY = 257
const HEADS = 2
const HEAD_SIZE = 3
const LONGEST = 600

export interface TinyModel {
  /** Which byte (or {@link END}) follows a byte. The successor of an unlisted byte is not defined. */
  readonly follows?: Readonly<Record<string, number>>
  /**
   * What is written when the cache holds `at` tokens, byte by byte and then the end token; takes precedence over
   * `follows`.
   */
  readonly script?: { readonly at: number; readonly bytes: readonly number[] }
  readonly floats?: 'float32' | 'float16'
  readonly integers?: 'int32' | 'int64'
  readonly positionIds?: boolean
  readonly logitsToKeep?: boolean
  readonly openHeadSize?: boolean
  readonly contextLength?: number
  /** `model_type` of config.json. Default: one that no library knows. */
  readonly modelType?: string
  /** Null: only the tokenizer knows its end token. */
  readonly endTokens?: number | number[] | null
  /** Name of a file for the long constants. Default: they are inside the model. */
  readonly external?: string
}

/** The UTF-8 bytes of a text, and the end token. */
export function spell(text: string): number[] {
  return [...Buffer.from(text, 'utf8'), END]
}

/**
 * Writes a model folder whose completions a test determines. The graph is a decoder of one layer with a real KV cache:
 * the scripted token is looked up by the number of tokens that cache, attention mask and positions agree on, so a
 * wrongly filled cache gives another completion. The cached values are the tokens' own ids. The tokenizer knows single
 * bytes.
 */
export function writeTinyModel(folder: string, model: TinyModel = {}, file = 'onnx/model.onnx'): string {
  mkdirSync(path.join(folder, path.dirname(file)), { recursive: true })
  const write = (name: string, value: unknown): void =>
    writeFileSync(path.join(folder, name), JSON.stringify(value))
  writeOnnxFile(path.join(folder, file), tinyGraph(model), model.external)
  write('config.json', {
    model_type: model.modelType ?? 'tiny',
    num_hidden_layers: 1,
    max_position_embeddings: model.contextLength ?? 512,
    num_attention_heads: HEADS,
    head_dim: HEAD_SIZE,
  })
  write('generation_config.json', { eos_token_id: model.endTokens === undefined ? END : model.endTokens })
  write('tokenizer.json', tinyTokenizer())
  write('tokenizer_config.json', { eos_token: '<end>', tokenizer_class: 'PreTrainedTokenizerFast' })
  writeFileSync(
    path.join(folder, 'chat_template.jinja'),
    '{% for message in messages %}<{{ message.role }}>{{ message.content }}{% endfor %}{% if add_generation_prompt %}:{% endif %}',
  )
  return folder
}

function tinyGraph(model: TinyModel): Graph {
  const floats = model.floats ?? 'float32'
  const integers = model.integers ?? 'int64'
  const inputs: GraphValue[] = [
    { name: 'input_ids', type: integers, shape: ['batch', 'length'] },
    { name: 'attention_mask', type: integers, shape: ['batch', 'total'] },
  ]
  if (model.positionIds === true)
    inputs.push({ name: 'position_ids', type: integers, shape: ['batch', 'length'] })
  if (model.logitsToKeep === true) inputs.push({ name: 'num_logits_to_keep', type: integers, shape: [] })

  const nodes: GraphNode[] = [
    node('ReduceSum', ['attention_mask', 'axis_1'], 'masked', { keepdims: 0 }),
    node('Cast', ['masked'], 'masked_count', { to: 7 }),
  ]
  const counts = ['masked_count']
  const outputs: GraphValue[] = [{ name: 'logits', type: floats, shape: ['batch', 'length', VOCABULARY] }]
  for (const [role, table] of [
    ['key', 'ones'],
    ['value', 'ids'],
  ] as const) {
    const past = `past_key_values.0.${role}`
    const present = `present.0.${role}`
    const shape = ['batch', HEADS, 'past', model.openHeadSize === true ? 'size' : HEAD_SIZE]
    inputs.push({ name: past, type: floats, shape })
    outputs.push({ name: present, type: floats, shape })
    nodes.push(
      node('Gather', [table, 'input_ids'], `${role}_rows`, { axis: 0 }),
      node('Unsqueeze', [`${role}_rows`, 'axis_1'], `${role}_head`),
      node('Concat', [`${role}_head`, `${role}_head`], `${role}_new`, { axis: 1 }),
      node('Cast', [`${role}_new`], `${role}_cast`, { to: floats === 'float16' ? 10 : 1 }),
      node('Concat', [past, `${role}_cast`], present, { axis: 2 }),
    )
  }
  nodes.push(
    node('Cast', ['present.0.key'], 'keys', { to: 1 }),
    node('ReduceSum', ['keys', 'axes_12'], 'key_sums', { keepdims: 0 }),
    node('Gather', ['key_sums', 'zero'], 'key_sum', { axis: 1 }),
    node('Cast', ['key_sum'], 'key_count', { to: 7 }),
    node('Div', ['key_count', 'heads'], 'cached_count'),
  )
  counts.push('cached_count')
  if (model.positionIds === true) {
    nodes.push(
      node('Gather', ['position_ids', 'last'], 'position', { axis: 1 }),
      node('Cast', ['position'], 'position_64', { to: 7 }),
      node('Add', ['position_64', 'one'], 'position_count'),
    )
    counts.push('position_count')
  }
  // If the counts differed, the lookup would be at the wrong position.
  let most = counts[0] ?? ''
  let least = most
  for (const [index, count] of counts.slice(1).entries()) {
    nodes.push(node('Max', [most, count], `most_${index}`), node('Min', [least, count], `least_${index}`))
    most = `most_${index}`
    least = `least_${index}`
  }
  nodes.push(
    node('Sub', [most, least], 'disagreement'),
    node('Mul', ['disagreement', 'longest'], 'penalty'),
    node('Add', [most, 'penalty'], 'count'),
    // A row of logits for each token that is fed, each with the count as it was when that token came.
    node('Shape', ['input_ids'], 'input_shape'),
    node('Gather', ['input_shape', 'one'], 'rows', { axis: 0 }),
    node('Sub', ['one', 'rows'], 'first_row'),
    node('Range', ['first_row', 'one', 'one'], 'row_offsets'),
    node('Unsqueeze', ['count', 'axis_1'], 'count_column'),
    node('Add', ['count_column', 'row_offsets'], 'row_counts'),
    node('Max', ['row_counts', 'zero'], 'row_floors'),
    node('Min', ['row_floors', 'longest'], 'places'),
    node('Gather', ['script', 'places'], 'scripted_row', { axis: 0 }),
    node('Gather', ['follows', 'input_ids'], 'followed', { axis: 0 }),
    node('Add', ['followed', 'scripted_row'], 'all_logits'),
  )
  let logits = 'all_logits'
  if (model.logitsToKeep === true) {
    nodes.push(
      node('Cast', ['num_logits_to_keep'], 'keep', { to: 7 }),
      node('Sub', ['zero', 'keep'], 'keep_from'),
      node('Unsqueeze', ['keep_from', 'axis_0'], 'keep_start'),
      node('Slice', [logits, 'keep_start', 'far', 'axis_1'], 'kept_logits'),
    )
    logits = 'kept_logits'
  }
  nodes.push(node('Cast', [logits], 'logits', { to: floats === 'float16' ? 10 : 1 }))
  return { nodes, inputs, outputs, constants: tinyConstants(model) }
}

function tinyConstants(model: TinyModel): GraphConstant[] {
  const follows = new Float32Array(VOCABULARY * VOCABULARY)
  for (const [character, next] of Object.entries(model.follows ?? {})) {
    follows[character.charCodeAt(0) * VOCABULARY + next] = 5
  }
  const script = new Float32Array((LONGEST + 1) * VOCABULARY)
  for (const [index, byte] of (model.script?.bytes ?? []).entries()) {
    script[((model.script?.at ?? 0) + index) * VOCABULARY + byte] = 50
  }
  const ids = Float32Array.from({ length: VOCABULARY * HEAD_SIZE }, (_, at) => Math.floor(at / HEAD_SIZE))
  const numbers = (name: string, shape: readonly number[], ...values: number[]): GraphConstant => ({
    name,
    shape,
    data: BigInt64Array.from(values, BigInt),
  })
  return [
    { name: 'follows', shape: [VOCABULARY, VOCABULARY], data: follows },
    { name: 'script', shape: [LONGEST + 1, VOCABULARY], data: script },
    { name: 'ones', shape: [VOCABULARY, HEAD_SIZE], data: new Float32Array(VOCABULARY * HEAD_SIZE).fill(1) },
    { name: 'ids', shape: [VOCABULARY, HEAD_SIZE], data: ids },
    numbers('axis_0', [1], 0),
    numbers('axis_1', [1], 1),
    numbers('axes_12', [2], 1, 2),
    numbers('zero', [], 0),
    numbers('one', [], 1),
    numbers('last', [], -1),
    numbers('heads', [], HEADS),
    numbers('longest', [], LONGEST),
    numbers('far', [1], 1_000_000),
  ]
}

function node(
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number>> = {},
): GraphNode {
  return { type, inputs, outputs: [output], attributes }
}

/** A byte-level tokenizer without merges: every byte of UTF-8 is a token. */
function tinyTokenizer(): unknown {
  const vocab = Object.fromEntries(Array.from({ length: 256 }, (_, byte) => [byteCharacter(byte), byte]))
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true }
  return {
    version: '1.0',
    added_tokens: [
      {
        id: END,
        content: '<end>',
        special: true,
        normalized: false,
        lstrip: false,
        rstrip: false,
        single_word: false,
      },
    ],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: { type: 'BPE', vocab, merges: [], unk_token: null, ignore_merges: false, byte_fallback: false },
  }
}

/** Byte-level tokenizers write bytes that are no visible Latin-1 characters as characters from U+0100 on. */
function byteCharacter(byte: number): string {
  const visible = (each: number): boolean =>
    (each >= 33 && each <= 126) || (each >= 161 && each <= 172) || (each >= 174 && each <= 255)
  if (visible(byte)) return String.fromCharCode(byte)
  let hidden = 0
  for (let each = 0; each < byte; each++) if (!visible(each)) hidden++
  return String.fromCharCode(256 + hidden)
}
