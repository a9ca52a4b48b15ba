import { hasSubgraph } from './attributes.ts'
import { addExpanded, EXPANDED_LIMIT, expandedBytes, isExpandable } from './expanded-weights.ts'
import { findAttention, UnknownGraph } from './find-attention.ts'
import { GraphBuilder } from './graph-builder.ts'
import { Int8Matmul, ZERO_POINTS } from './int8-matmul.ts'
import { ELEMENT, type OnnxModel, type OnnxNode } from './onnx-model.ts'
import { addPagedAttention, LAST_QUERIES, SHARED } from './paged-attention.ts'
import { findRowTail } from './row-tail.ts'
import { type WeightMatrix, weightMatrix } from './weight-matrix.ts'

/** Names of a rewritten graph's inputs and outputs in addition to those of the attention. */
export const DECODER = {
  tokens: 'input_ids',
  /** Rows of the tokens that the operators after the last attention compute, where they need not compute all. */
  lastRows: 'edgejson/last_rows',
  /** Rows of the tokens whose next token is computed, of those of `lastRows` where there are such. */
  logitRows: 'edgejson/logit_rows',
  logits: 'logits',
  /**
   * The most likely next tokens of each row, the most likely first, of equal logits the lower id; one, or `candidates`.
   */
  next: 'edgejson/next',
  /** Sum of each row of logits: NaN if and only if one of them is NaN. */
  check: 'edgejson/check',
  /** New keys and values of all layers, `[1, tokens, layers × 2 × heads × head size]`, key before value. */
  cache: 'edgejson/cache',
} as const

/** Sizes of a rewritten decoder. */
export interface DecoderShape {
  readonly layers: number
  readonly heads: number
  readonly cacheHeads: number
  readonly headSize: number
  /** Multiplications of one token with weights. */
  readonly products: number
}

export interface RewriteOptions {
  /** Which products use int8 matmul: none, those with 4-bit or 8-bit weights, or all. Default: none. */
  readonly int8?: 'none' | 'quantized' | 'all' | undefined
  /** Weights in 8 bits become floats when the graph is loaded, as far as the limit of memory allows. Default true. */
  readonly dequantize?: boolean
  /** How many likely next tokens each row returns; more than one for constrained decoding. Default 1. */
  readonly candidates?: number
}

export interface RewrittenDecoder {
  /** The model without the constants of {@link matrices}. */
  readonly model: OnnxModel
  /** Weights that must be quantized to 8 bits, by the name of their constant. */
  readonly matrices: ReadonlyMap<string, WeightMatrix>
  /** Whether 8-bit weights are dequantized at load. */
  readonly expanded: boolean
  readonly shape: DecoderShape
}

/** Elementwise operators between the last hidden state and the logits. */
const POINTWISE = ['Cast', 'Mul', 'Div', 'Tanh', 'Add', 'Identity']
const PROJECTIONS = ['MatMul', 'MatMulNBits', 'Gemm', 'FusedMatMul']

/**
 * Rewrites a decoder with GroupQueryAttention, as onnxruntime-genai's builder writes it. The new decoder takes any
 * number of sequences with any number of tokens each, and its KV cache is an input only.
 *
 * @throws UnknownGraph when the graph is of another kind.
 */
export function rewriteDecoder(
  model: OnnxModel,
  { int8 = 'none', dequantize = true, candidates = 1 }: RewriteOptions = {},
): RewrittenDecoder {
  const opset = model.opsets.get('') ?? 0
  if (opset < 13) throw new UnknownGraph(`has opset ${opset}; the oldest supported one is 13`)
  if (model.nodes.some(hasSubgraph)) throw new UnknownGraph('has subgraphs')
  const found = findAttention(model)
  const [first] = found
  if (first === undefined) throw new UnknownGraph('has no GroupQueryAttention')
  const { heads, cacheHeads, headSize } = first
  if (
    found.some((each) => each.heads !== heads || each.cacheHeads !== cacheHeads || each.headSize !== headSize)
  )
    throw new UnknownGraph('has layers of different shapes')

  const graph = new GraphBuilder(opset)
  graph.input(DECODER.tokens, ELEMENT.int64, [1, 'tokens'])
  const byNode = new Map(found.map((each, layer) => [each.node, { each, layer }]))
  const newCache: string[] = []
  const projection = lastProjection(model)
  const constantsByName = new Map(model.constants.map((each) => [each.name, each]))
  const int8Matmul = new Int8Matmul(graph)
  const matrices = new Map(model.nodes.map((node) => [node, weightMatrix(node, constantsByName)]))
  const expanded = dequantize && int8 === 'none' && expands(matrices)
  const addProduct = (node: OnnxNode, matrix: WeightMatrix | null, zeros: string): void => {
    const isExpanded = matrix !== null && expanded && isExpandable(node, matrix)
    const isInt8 = int8 === 'all' || (int8 === 'quantized' && matrix?.form.kind === 'blocks')
    if (matrix === null || !(isExpanded || isInt8)) {
      graph.nodes.push(node)
      return
    }
    const output = node.outputs[0] ?? ''
    const product = matrix.bias === null ? node : { ...node, outputs: [`${output}/without_bias`] }
    if (isExpanded) addExpanded(graph, product, matrix)
    else int8Matmul.add(product, matrix, zeros)
    if (matrix.bias !== null) graph.add('Add', [product.outputs[0] ?? '', matrix.bias], { output })
  }
  const last = found.at(-1)?.node ?? first.node
  const tail = findRowTail(model, last, projection, DECODER.tokens)
  if (tail !== null) graph.input(DECODER.lastRows, ELEMENT.int32, ['last_rows'])
  const lastRows = new Map<string, string>()
  const rowsOf = (name: string): string => {
    if (tail?.rows.has(name) !== true) return name
    let rows = lastRows.get(name)
    if (rows === undefined) {
      rows = graph.add('Gather', [name, DECODER.lastRows], { attributes: { axis: 1 } })
      lastRows.set(name, rows)
    }
    return rows
  }
  for (const [node, matrix] of matrices) {
    const attention = byNode.get(node)
    if (attention !== undefined) {
      const queries = tail !== null && node === last ? LAST_QUERIES : SHARED
      const { keys, values } = addPagedAttention(graph, attention.each, attention.layer, queries)
      newCache.push(keys, values)
    } else if (tail?.nodes.has(node) === true) {
      addProduct(
        { ...node, inputs: node.inputs.map(rowsOf) },
        matrix,
        graph.input(ZERO_POINTS.lastRows, ELEMENT.uint8, ['last_rows']),
      )
    } else if (node === projection) {
      graph.input(DECODER.logitRows, ELEMENT.int32, ['rows'])
      const [hidden = '', ...rest] = node.inputs
      const wanted = graph.add('Gather', [hidden, DECODER.logitRows], { attributes: { axis: 1 } })
      addProduct(
        { ...node, inputs: [wanted, ...rest] },
        matrix,
        graph.input(ZERO_POINTS.rows, ELEMENT.uint8, ['rows']),
      )
    } else addProduct(node, matrix, graph.input(ZERO_POINTS.tokens, ELEMENT.uint8, ['tokens']))
  }
  if (candidates > 1) graph.topK(DECODER.logits, candidates, DECODER.next)
  else graph.add('ArgMax', [DECODER.logits], { output: DECODER.next, attributes: { axis: -1, keepdims: 1 } })
  graph.add('ReduceSum', [DECODER.logits, graph.integers([-1])], {
    output: DECODER.check,
    attributes: { keepdims: 0 },
  })
  graph.add('Concat', newCache, { output: DECODER.cache, attributes: { axis: -1 } })

  const nodes = needed(graph.nodes, [DECODER.next, DECODER.check, DECODER.cache])
  const used = new Set(nodes.flatMap(({ inputs }) => inputs))
  const constants = [...model.constants, ...graph.constants].filter(({ name }) => used.has(name))
  const inputs = graph.inputs.filter(({ name }) => used.has(name))
  const made = [...int8Matmul.matrices.keys()].flatMap((name) => [name, `${name}/scales`])
  checkComplete(nodes, new Set([...[...inputs, ...constants].map(({ name }) => name), ...made]))
  const { float32, int64 } = ELEMENT
  return {
    model: {
      irVersion: model.irVersion,
      opsets: new Map([...model.opsets, ['com.microsoft', 1]]),
      nodes,
      constants,
      inputs,
      outputs: [
        { name: DECODER.logits, elementType: float32, shape: [1, 'rows', 'vocabulary'] },
        { name: DECODER.next, elementType: int64, shape: [1, 'rows', candidates] },
        { name: DECODER.check, elementType: float32, shape: [1, 'rows'] },
        {
          name: DECODER.cache,
          elementType: float32,
          shape: [1, 'tokens', newCache.length * cacheHeads * headSize],
        },
      ],
    },
    matrices: int8Matmul.matrices,
    expanded,
    shape: { layers: found.length, heads, cacheHeads, headSize, products: productsOf(matrices) },
  }
}

function productsOf(matrices: ReadonlyMap<OnnxNode, WeightMatrix | null>): number {
  let products = 0
  for (const matrix of matrices.values()) if (matrix !== null) products += matrix.inputs * matrix.outputs
  return products
}

/** Whether there are weights to dequantize at load, and memory for them. */
function expands(matrices: ReadonlyMap<OnnxNode, WeightMatrix | null>): boolean {
  let bytes = 0
  for (const [node, matrix] of matrices) {
    if (matrix !== null && isExpandable(node, matrix)) bytes += expandedBytes(matrix)
  }
  return bytes > 0 && bytes <= EXPANDED_LIMIT
}

/** The product that computes logits from hidden states. */
function lastProjection(model: OnnxModel): OnnxNode {
  if (model.outputs.find(({ name }) => name === DECODER.logits)?.elementType !== ELEMENT.float32)
    throw new UnknownGraph('has no float32 logits')
  const maker = new Map(model.nodes.flatMap((node) => node.outputs.map((output) => [output, node])))
  let node = maker.get(DECODER.logits)
  while (node !== undefined && POINTWISE.includes(node.type)) node = maker.get(node.inputs[0] ?? '')
  if (node === undefined || !PROJECTIONS.includes(node.type))
    throw new UnknownGraph('computes its logits in an unsupported way')
  return node
}

/** The nodes that the outputs depend on, in their order. */
function needed(nodes: readonly OnnxNode[], outputs: readonly string[]): OnnxNode[] {
  const wanted = new Set<string>(outputs)
  const kept: OnnxNode[] = []
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((output) => output !== '' && wanted.has(output))) continue
    kept.push(node)
    for (const input of node.inputs) wanted.add(input)
  }
  return kept.reverse()
}

/** @throws UnknownGraph when a node uses an input that the rewritten graph does not have. */
function checkComplete(nodes: readonly OnnxNode[], given: Set<string>): void {
  for (const node of nodes) {
    const missing = node.inputs.find((name) => name !== '' && !given.has(name))
    if (missing !== undefined)
      throw new UnknownGraph(`needs ${JSON.stringify(missing)} outside its attention`)
    for (const output of node.outputs) given.add(output)
  }
}
