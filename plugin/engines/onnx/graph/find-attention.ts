import { numberAttribute } from './attributes.ts'
import type { OnnxModel, OnnxNode } from './onnx-model.ts'

/** One attention operator that can be rewritten. */
export interface AttentionNode {
  readonly node: OnnxNode
  /** Heads of the queries; several share one head of the cache. */
  readonly heads: number
  readonly cacheHeads: number
  readonly headSize: number
  /** Factor of the attention scores. */
  readonly scale: number
  /** Names of the rotation tables, when the operator itself rotates queries and keys. */
  readonly rotary: {
    readonly cos: string
    readonly sin: string
    readonly size: number
    readonly interleaved: number
  } | null
  /** Query, key and value are one tensor. */
  readonly packed: boolean
}

/** A graph or a part of it that cannot be rewritten; the message completes "this graph …". */
export class UnknownGraph extends Error {
  override readonly name = 'UnknownGraph'
}

/** Positions of the inputs of GroupQueryAttention. */
const INPUT = { query: 0, key: 1, value: 2, pastKey: 3, pastValue: 4, cos: 7, sin: 8 } as const
/** Number of supported inputs. */
const KNOWN_INPUTS = 9
/** Attributes and their supported values; other values change the result. */
const NEUTRAL: Readonly<Record<string, readonly number[]>> = {
  softcap: [0],
  smooth_softmax: [0, -1],
  local_window_size: [-1],
  qk_output: [0],
  k_quant_type: [0],
  v_quant_type: [0],
}

/**
 * Reads the model's GroupQueryAttention nodes.
 *
 * @throws UnknownGraph when there is none, or one that is not supported.
 */
export function findAttention(model: OnnxModel): AttentionNode[] {
  const found = model.nodes.filter(({ type }) => type === 'GroupQueryAttention')
  if (found.length === 0) throw new UnknownGraph('has no GroupQueryAttention')
  return found.map((node) => describeAttention(model, node))
}

function describeAttention(model: OnnxModel, node: OnnxNode): AttentionNode {
  for (const [name, allowed] of Object.entries(NEUTRAL)) {
    const value = numberAttribute(node, name)
    if (value !== undefined && !allowed.includes(value))
      throw new UnknownGraph(`has attention with ${name} ${value}`)
  }
  const extra = node.inputs.findIndex((name, index) => index >= KNOWN_INPUTS && name !== '')
  if (extra >= 0) throw new UnknownGraph(`has attention with an input ${extra}`)
  const heads = numberAttribute(node, 'num_heads') ?? 0
  const cacheHeads = numberAttribute(node, 'kv_num_heads') ?? 0
  const past = model.inputs.find(({ name }) => name === node.inputs[INPUT.pastKey])
  const headSize = past?.shape[3]
  if (typeof headSize !== 'number') throw new UnknownGraph('does not state the size of its heads')
  if (past?.elementType !== 1) throw new UnknownGraph('has a KV cache that is not float32')
  if (heads < 1 || cacheHeads < 1 || heads % cacheHeads !== 0)
    throw new UnknownGraph(`has ${heads} heads and ${cacheHeads} heads of the KV cache`)
  const scale = numberAttribute(node, 'scale') ?? 0
  return {
    node,
    heads,
    cacheHeads,
    headSize,
    scale: scale === 0 ? 1 / Math.sqrt(headSize) : scale,
    rotary: rotaryOf(model, node),
    packed: (node.inputs[INPUT.key] ?? '') === '',
  }
}

function rotaryOf(model: OnnxModel, node: OnnxNode): AttentionNode['rotary'] {
  if ((numberAttribute(node, 'do_rotary') ?? 0) === 0) return null
  const cos = node.inputs[INPUT.cos] ?? ''
  const sin = node.inputs[INPUT.sin] ?? ''
  const table = model.constants.find(({ name }) => name === cos)
  const half = table?.dims[1]
  if (half === undefined || sin === '') throw new UnknownGraph('has rotation tables that are not constants')
  return { cos, sin, size: 2 * half, interleaved: numberAttribute(node, 'rotary_interleaved') ?? 0 }
}
