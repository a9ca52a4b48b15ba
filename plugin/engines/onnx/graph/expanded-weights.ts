import { numberAttribute } from './attributes.ts'
import type { GraphBuilder } from './graph-builder.ts'
import { ELEMENT, type OnnxNode } from './onnx-model.ts'
import type { WeightMatrix } from './weight-matrix.ts'

/** The `accuracy_level` at which the runtime uses int8 matmul; at every other level it multiplies floats. */
const INT8_MATMUL = 4
/** Zero point of a matrix without zero points of its own. */
const DEFAULT_ZERO_POINT = 128
/** Bytes of memory for all expanded weights: about the weights of a model with 250 million parameters. */
export const EXPANDED_LIMIT: number = 2 ** 30

/**
 * Whether a product dequantizes its 8-bit weights each time that it runs, which takes longer than the multiplication.
 * 4-bit weights have a kernel of their own, whose main cost is reading them.
 */
export function isExpandable(node: OnnxNode, { form }: WeightMatrix): boolean {
  if (form.kind !== 'blocks' || form.bits !== 8) return false
  return numberAttribute(node, 'accuracy_level') !== INT8_MATMUL
}

/** Bytes of a dequantized matrix. */
export function expandedBytes({ inputs, outputs }: WeightMatrix): number {
  return inputs * outputs * Float32Array.BYTES_PER_ELEMENT
}

/**
 * Adds the product of a node with dequantized weights, `(weight - zero) × scale`. They depend on constants only, so the
 * runtime computes them once, when it loads the graph.
 */
export function addExpanded(
  graph: GraphBuilder,
  node: OnnxNode,
  { inputs, outputs, form }: WeightMatrix,
): void {
  if (form.kind !== 'blocks') throw new TypeError(`${node.name} has its weights in floats already`)
  const { blockSize, weights, scales, zeroPoints } = form
  const toFloat = (name: string): string => graph.add('Cast', [name], { attributes: { to: ELEMENT.float32 } })
  const perBlock = [outputs, inputs / blockSize, 1]
  const zero =
    zeroPoints === null ? graph.float(DEFAULT_ZERO_POINT) : graph.reshape(toFloat(zeroPoints.name), perBlock)
  const levels = graph.reshape(toFloat(weights.name), [outputs, inputs / blockSize, blockSize])
  const floats = graph.add('Mul', [graph.add('Sub', [levels, zero]), graph.reshape(scales.name, perBlock)])
  const matrix = graph.add('Transpose', [graph.reshape(floats, [outputs, inputs])], {
    attributes: { perm: [1, 0] },
  })
  graph.add('MatMul', [node.inputs[0] ?? '', matrix], { output: node.outputs[0] ?? '' })
}
