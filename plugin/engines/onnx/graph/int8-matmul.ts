import { type GraphBuilder, MICROSOFT } from './graph-builder.ts'
import { ELEMENT, type OnnxNode } from './onnx-model.ts'
import { type ConstantReader, eachColumn, type WeightMatrix } from './weight-matrix.ts'

/** Inputs with the zero point {@link ZERO} of each quantized row, because the operator needs one for each scale. */
export const ZERO_POINTS = {
  tokens: 'edgejson/token_zeros',
  lastRows: 'edgejson/last_row_zeros',
  rows: 'edgejson/row_zeros',
} as const
/** Zero point of 8-bit values. */
export const ZERO = 128
const LARGEST = 127
/** Scale of a row of zeros. */
const SMALLEST_SCALE = 1e-30

/**
 * int8 matmul (W8A8): each row of activations and each column of weights is quantized to 8 bits with a scale of its
 * own, and their products are summed as integers. The order of summation does not change a sum of integers, so a
 * completion cannot depend on how the work is divided. Weights are unsigned: with signed ones the sum of two
 * neighbouring products overflows on processors without VNNI.
 */
export class Int8Matmul {
  /** Matrices that the graph needs, by the name of their constant. */
  readonly matrices: Map<string, WeightMatrix> = new Map()
  readonly #graph: GraphBuilder
  /** Quantized rows by their source tensor: several products share them. */
  readonly #quantized = new Map<string, { bytes: string; scales: string }>()

  constructor(graph: GraphBuilder) {
    this.#graph = graph
  }

  /** Adds the product in place of a node, with the same output. */
  add(node: OnnxNode, matrix: WeightMatrix, zeros: string): void {
    const graph = this.#graph
    const { bytes, scales } = this.#quantizeRows(node.inputs[0] ?? '', matrix.inputs, zeros)
    const name = `edgejson/int8/${node.inputs[1] ?? ''}`
    this.matrices.set(name, matrix)
    const zero = graph.constant('zero', ELEMENT.uint8, [], Uint8Array.of(ZERO))
    const product = graph.add(
      'MatMulIntegerToFloat',
      [bytes, name, graph.float(1), `${name}/scales`, zero, zero],
      { domain: MICROSOFT },
    )
    const scaled = graph.add('Mul', [product, scales])
    graph.add('Reshape', [scaled, graph.integers([1, -1, matrix.outputs])], { output: node.outputs[0] ?? '' })
  }

  #quantizeRows(input: string, width: number, zeros: string): { bytes: string; scales: string } {
    const known = this.#quantized.get(input)
    if (known !== undefined) return known
    const graph = this.#graph
    const rows = graph.reshape(input, [-1, width])
    const largest = graph.reduceMax(graph.add('Abs', [rows]), 1, true)
    const scales = graph.add('Max', [
      graph.add('Mul', [largest, graph.float(1 / LARGEST)]),
      graph.float(SMALLEST_SCALE),
    ])
    const bytes = graph.add('QuantizeLinear', [rows, graph.reshape(scales, [-1]), zeros], {
      attributes: { axis: 0 },
    })
    const quantized = { bytes, scales }
    this.#quantized.set(input, quantized)
    return quantized
  }
}

/** One matrix quantized to 8 bits, `[inputs, outputs]`, and the scale of each output. */
export async function quantizeMatrix(
  matrix: WeightMatrix,
  reader: ConstantReader,
): Promise<{ bytes: Uint8Array; scales: Float32Array }> {
  const { inputs, outputs } = matrix
  const bytes = new Uint8Array(inputs * outputs)
  const scales = new Float32Array(outputs)
  await eachColumn(matrix, reader, (column, index) => {
    let largest = 0
    for (const value of column) {
      const size = value < 0 ? -value : value
      if (size > largest) largest = size
    }
    const scale = largest === 0 ? 1 : largest / LARGEST
    const factor = 1 / scale
    for (let at = 0; at < inputs; at++) {
      // All values are positive, so truncation after adding 0.5 rounds to the nearest integer.
      bytes[at * outputs + index] = ((column[at] ?? 0) * factor + ZERO + 0.5) | 0
    }
    scales[index] = scale
  })
  return { bytes, scales }
}
