import { numberAttribute } from './attributes.ts'
import type { OnnxModel, OnnxNode } from './onnx-model.ts'

/** The operators between the last attention and the logits, where every row is computed from the same row of their inputs. */
export interface RowTail {
  readonly nodes: ReadonlySet<OnnxNode>
  /** Tensors with a row for each token that these operators read, without the result of the attention. */
  readonly rows: ReadonlySet<string>
}

/** Each row of the output depends on the same row of each input, and on constants. */
const ELEMENTWISE = [
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Sigmoid',
  'Tanh',
  'Relu',
  'Gelu',
  'FastGelu',
  'QuickGelu',
  'Identity',
]
const PRODUCTS = ['MatMul', 'MatMulNBits']
const NORMALIZATIONS = [
  'LayerNormalization',
  'SimplifiedLayerNormalization',
  'SkipLayerNormalization',
  'SkipSimplifiedLayerNormalization',
]
const EMBEDDINGS = ['Gather', 'GatherBlockQuantized']

/**
 * Finds the operators whose rows are needed only for tokens whose next token is computed; in a prefill step that is the last
 * token. Null where another kind of operator is among them.
 *
 * @param attention the last attention
 * @param projection the product that computes the logits
 * @param tokens the input with the token ids
 */
export function findRowTail(
  model: OnnxModel,
  attention: OnnxNode,
  projection: OnnxNode,
  tokens: string,
): RowTail | null {
  const makers = new Map(model.nodes.flatMap((node) => node.outputs.map((output) => [output, node])))
  const constants = new Set(model.constants.map(({ name }) => name))
  const isConstant = (name: string): boolean =>
    name === '' || constants.has(name) || makers.get(name)?.type === 'Constant'
  const result = attention.outputs[0] ?? ''
  const after = new Set([result])
  for (const node of model.nodes) {
    if (node.inputs.some((input) => after.has(input))) for (const output of node.outputs) after.add(output)
  }
  const nodes = new Set<OnnxNode>()
  const rows = new Set<string>()
  const pending = [projection.inputs[0] ?? '']
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === result || isConstant(name)) continue
    const maker = makers.get(name)
    if (maker === undefined) return null
    const isRowwise = keepsRows(maker, isConstant)
    if (!after.has(name)) {
      const isEmbedding = EMBEDDINGS.includes(maker.type) && maker.inputs[1] === tokens
      if (!isRowwise && !isEmbedding) return null
      rows.add(name)
    } else if (!isRowwise) return null
    else if (!nodes.has(maker)) {
      nodes.add(maker)
      pending.push(...maker.inputs)
    }
  }
  return after.has(projection.inputs[0] ?? '') ? { nodes, rows } : null
}

function keepsRows(node: OnnxNode, isConstant: (name: string) => boolean): boolean {
  if (ELEMENTWISE.includes(node.type)) return true
  const [, ...others] = node.inputs
  if (PRODUCTS.includes(node.type)) return others.every(isConstant)
  return NORMALIZATIONS.includes(node.type) && (numberAttribute(node, 'axis') ?? -1) === -1
}
