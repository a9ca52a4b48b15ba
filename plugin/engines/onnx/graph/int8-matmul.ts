import { type GraphBuilder, MICROSOFT } from './graph-builder.ts'
import { ELEMENT, type OnnxNode } from './onnx-model.ts'
import { type ConstantReader, eachColumn, type WeightMatrix } from './weight-matrix.ts'

/** Inputs that hold {@link ZERO} for each row that is rounded, because the operator wants one for each scale. */
export const ZERO_POINTS = { tokens: 'edgejson/token_zeros', rows: 'edgejson/row_zeros' } as const
/** What stands for 0 in a byte. */
export const ZERO = 128
const LARGEST = 127
/** A row of zeros has no scale of its own. */
const SMALLEST_SCALE = 1e-30

/**
 * Products of bytes: a row of activations is rounded to 8 bits with a scale of its own, a column of weights likewise,
 * and their products are summed as whole numbers. Whole numbers have no order of summation, so an answer cannot
 * depend on how the work is cut. Weights are unsigned: with signed ones the products of two neighbours overflow on
 * processors without VNNI.
 */
export class Int8Products {
  /** Matrices that the graph needs, by the name of their constant. */
  readonly matrices: Map<string, WeightMatrix> = new Map()
  readonly #graph: GraphBuilder
  /** Rounded rows by the tensor they come from: several products share them. */
  readonly #rounded = new Map<string, { bytes: string; scales: string }>()

  constructor(graph: GraphBuilder) {
    this.#graph = graph
  }

  /** Adds the product in place of a node, with the same output. */
  add(node: OnnxNode, matrix: WeightMatrix, zeros: string): void {
    const graph = this.#graph
    const { bytes, scales } = this.#round(node.inputs[0] ?? '', matrix.inputs, zeros)
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

  #round(input: string, width: number, zeros: string): { bytes: string; scales: string } {
    const known = this.#rounded.get(input)
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
    const rounded = { bytes, scales }
    this.#rounded.set(input, rounded)
    return rounded
  }
}

/** One matrix as bytes, `[inputs, outputs]`, and the scale of each output. */
export async function roundMatrix(
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
      // All are positive, so cutting the fraction off rounds.
      bytes[at * outputs + index] = ((column[at] ?? 0) * factor + ZERO + 0.5) | 0
    }
    scales[index] = scale
  })
  return { bytes, scales }
}
