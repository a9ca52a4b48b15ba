import { type AttributeValue, encodeAttribute } from './attributes.ts'
import { ELEMENT, type OnnxNode, type OnnxTensor, type OnnxValue } from './onnx-model.ts'

/** The domain of onnxruntime's own operators. */
export const MICROSOFT = 'com.microsoft'

export interface NodeOptions {
  readonly domain?: string
  /** Name of the one output. Default: the name of the node. */
  readonly output?: string
  readonly attributes?: Readonly<Record<string, AttributeValue>>
}

/** Collects nodes, constants and inputs of a graph that is being written. Names begin with `edgejson/`. */
export class GraphBuilder {
  readonly nodes: OnnxNode[] = []
  readonly constants: OnnxTensor[] = []
  readonly inputs: OnnxValue[] = []
  readonly #opset: number
  readonly #known = new Map<string, string>()
  #count = 0

  constructor(opset: number) {
    this.#opset = opset
  }

  /** Adds a node with one output, whose name it returns. */
  add(type: string, inputs: readonly string[], options: NodeOptions = {}): string {
    const name = `edgejson/${this.#count++}/${type}`
    const output = options.output ?? name
    this.#push(type, name, inputs, [output], options)
    return output
  }

  /** Splits an axis, by default the last one, into parts of these sizes. */
  split(input: string, sizes: readonly number[], axis = -1): string[] {
    const name = `edgejson/${this.#count++}/Split`
    const outputs = sizes.map((_, index) => `${name}/${index}`)
    this.#push('Split', name, [input, this.integers(sizes)], outputs, { attributes: { axis } })
    return outputs
  }

  /**
   * Indices of the `count` largest values of the last axis, the largest first; of equal values the lower index first.
   */
  topK(input: string, count: number, output: string): string {
    const name = `edgejson/${this.#count++}/TopK`
    const outputs = [`${name}/values`, output]
    this.#push('TopK', name, [input, this.integers([count])], outputs, {
      attributes: { axis: -1, largest: 1, sorted: 1 },
    })
    return output
  }

  reshape(input: string, shape: readonly number[]): string {
    return this.add('Reshape', [input, this.integers(shape)])
  }

  /** Since opset 18 its axes are an input. */
  reduceMax(input: string, axis: number, keepdims: boolean): string {
    const keep = { keepdims: keepdims ? 1 : 0 }
    return this.#opset >= 18
      ? this.add('ReduceMax', [input, this.integers([axis])], { attributes: keep })
      : this.add('ReduceMax', [input], { attributes: { ...keep, axes: [axis] } })
  }

  /** An int64 vector; equal vectors share one constant. */
  integers(values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt)
    return this.constant(`integers/${values.join(',')}`, ELEMENT.int64, [values.length], data)
  }

  float(value: number): string {
    return this.constant(`float/${value}`, ELEMENT.float32, [], Float32Array.of(value))
  }

  /** A constant; equal names share one constant. */
  constant(
    name: string,
    elementType: number,
    dims: readonly number[],
    data: Float32Array | BigInt64Array | Uint8Array,
  ): string {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const full = `edgejson/${name}`
    this.#known.set(name, full)
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    this.constants.push({ name: full, elementType, dims, data: { kind: 'inline', bytes } })
    return full
  }

  input(name: string, elementType: number, shape: readonly (number | string)[]): string {
    if (!this.inputs.some((each) => each.name === name)) this.inputs.push({ name, elementType, shape })
    return name
  }

  #push(
    type: string,
    name: string,
    inputs: readonly string[],
    outputs: readonly string[],
    { domain = '', attributes = {} }: NodeOptions,
  ): void {
    const encoded = Object.entries(attributes).map(([key, value]): [string, Uint8Array] => [
      key,
      encodeAttribute(key, value),
    ])
    this.nodes.push({ name, type, domain, inputs, outputs, attributes: new Map(encoded) })
  }
}
