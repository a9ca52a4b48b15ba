import { numberAttribute } from './attributes.ts'
import type { GraphBuilder } from './graph-builder.ts'
import { ELEMENT, type OnnxNode } from './onnx-model.ts'
import type { WeightMatrix } from './weight-matrix.ts'

/** The level at which the runtime multiplies bytes with bytes; at any other it multiplies floats. */
const BYTES_WITH_BYTES = 4
/** What stands for 0 where a matrix has no zero points. */
const MIDDLE = 128
/** Bytes of memory for all expanded weights: about the weights of a model with 250 million parameters. */
export const EXPANDED_LIMIT: number = 2 ** 30

/**
 * Whether a product turns its 8 bits into floats each time that it runs, which takes longer than multiplying them.
 * Weights in 4 bits have a kernel of their own, and reading them is what costs.
 */
export function isExpandable(node: OnnxNode, { form }: WeightMatrix): boolean {
  if (form.kind !== 'blocks' || form.bits !== 8) return false
  return numberAttribute(node, 'accuracy_level') !== BYTES_WITH_BYTES
}

/** Bytes of a matrix in floats. */
export function expandedBytes({ inputs, outputs }: WeightMatrix): number {
  return inputs * outputs * Float32Array.BYTES_PER_ELEMENT
}

/**
 * Adds the product of a node with its weights in floats, `(weight - zero) × scale`. That depends on constants alone,
 * so the runtime computes it once, when it loads the graph.
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
  const zero = zeroPoints === null ? graph.float(MIDDLE) : graph.reshape(toFloat(zeroPoints.name), perBlock)
  const levels = graph.reshape(toFloat(weights.name), [outputs, inputs / blockSize, blockSize])
  const floats = graph.add('Mul', [graph.add('Sub', [levels, zero]), graph.reshape(scales.name, perBlock)])
  const matrix = graph.add('Transpose', [graph.reshape(floats, [outputs, inputs])], {
    attributes: { perm: [1, 0] },
  })
  graph.add('MatMul', [node.inputs[0] ?? '', matrix], { output: node.outputs[0] ?? '' })
}
