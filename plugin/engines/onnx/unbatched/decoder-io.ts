import type { InferenceSession } from 'onnxruntime-node'
import { EdgejsonError } from '../../../core/errors.ts'
import { listed, quoted } from '../../../core/printable.ts'

type IntegerType = 'int64' | 'int32'
type FloatType = 'float32' | 'float16'

/** One tensor of the KV cache: the `output` of a step is the `input` of the next one. */
export interface CacheTensor {
  readonly input: string
  readonly output: string
  readonly type: FloatType
  /** `[1, heads, 0, head size]`: the cache before the first token. */
  readonly emptyShape: readonly number[]
}

/** The roles of the inputs and outputs of a decoder's graph, from the metadata of its session. */
export interface DecoderGraph {
  readonly inputIds: { readonly name: string; readonly type: IntegerType }
  readonly attentionMask: { readonly name: string; readonly type: IntegerType } | null
  readonly positionIds: { readonly name: string; readonly type: IntegerType } | null
  /** A scalar that says for how many of the last positions logits are computed. */
  readonly logitsToKeep: { readonly name: string; readonly type: IntegerType } | null
  readonly logits: string
  readonly cache: readonly CacheTensor[]
}

/** Dimensions that may be symbolic in the graph; config.json must then have them. */
export interface CacheShape {
  readonly cacheHeads: number | null
  readonly headSize: number | null
}

type Metadata = readonly InferenceSession.ValueMetadata[]

/**
 * Reads the roles of a graph's inputs and outputs.
 *
 * @throws EdgejsonError `BAD_MODEL` naming `file` when the graph is not a decoder with a KV cache that this engine can
 * run.
 */
export function describeGraph(
  file: string,
  inputs: Metadata,
  outputs: Metadata,
  shape: CacheShape,
): DecoderGraph {
  const unusable = (why: string): EdgejsonError =>
    new EdgejsonError(
      'BAD_MODEL',
      `${file}: ${why}. Export the model as a decoder with its KV cache ` +
        '(Optimum task text-generation-with-past, or the builder of onnxruntime-genai).',
    )
  const integer = (name: string): { name: string; type: IntegerType } | null => {
    const input = inputs.find((each) => each.name === name)
    if (input === undefined) return null
    if (input.isTensor && (input.type === 'int64' || input.type === 'int32'))
      return { name, type: input.type }
    throw unusable(`the input ${quoted(name)} is not a tensor of int64 or int32`)
  }
  const outputNames = new Set(outputs.map(({ name }) => name))

  const inputIds = integer('input_ids')
  if (inputIds === null) throw unusable('the graph has no input "input_ids"')
  const logits = outputs.find(({ name }) => name === 'logits')
  if (logits === undefined) throw unusable('the graph has no output "logits"')
  if (!logits.isTensor || (logits.type !== 'float32' && logits.type !== 'float16')) {
    throw unusable('the output "logits" is not a tensor of float32 or float16')
  }

  const cache = inputs
    .filter(({ name }) => name.startsWith('past'))
    .map((input): CacheTensor => {
      const output = input.name.replace(/^past(?:_key_values)?/, 'present')
      if (!outputNames.has(output)) {
        throw unusable(`the cache input ${quoted(input.name)} has no output ${quoted(output)}`)
      }
      if (!input.isTensor || (input.type !== 'float32' && input.type !== 'float16')) {
        throw unusable(`the cache input ${quoted(input.name)} is not a tensor of float32 or float16`)
      }
      if (input.shape.length !== 4) {
        throw unusable(
          `the cache input ${quoted(input.name)} has the shape ${quoted(input.shape)}, not [batch, heads, length, head size]`,
        )
      }
      const heads = typeof input.shape[1] === 'number' ? input.shape[1] : shape.cacheHeads
      const headSize = typeof input.shape[3] === 'number' ? input.shape[3] : shape.headSize
      if (heads === null || headSize === null) {
        throw unusable(
          `neither the cache input ${quoted(input.name)} nor config.json states its heads and head size`,
        )
      }
      return { input: input.name, output, type: input.type, emptyShape: [1, heads, 0, headSize] }
    })
  if (cache.length === 0) throw unusable('the graph has no KV cache: no input named past_key_values.*')

  const graph: DecoderGraph = {
    inputIds,
    attentionMask: integer('attention_mask'),
    positionIds: integer('position_ids'),
    logitsToKeep: integer('num_logits_to_keep'),
    logits: 'logits',
    cache,
  }
  const served = new Set([
    ...[graph.inputIds, graph.attentionMask, graph.positionIds, graph.logitsToKeep].map((each) => each?.name),
    ...cache.map(({ input }) => input),
  ])
  const unknown = inputs.map(({ name }) => name).filter((name) => !served.has(name))
  if (unknown.length > 0) {
    throw unusable(`the graph has inputs that this engine does not support: ${listed(unknown)}`)
  }
  return graph
}
