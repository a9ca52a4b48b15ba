/**
 * Writes ONNX files: as much of the protobuf messages of onnx.proto3 as a small graph needs. Field numbers are
 * those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3.
 */

export type ElementType = 'float32' | 'uint8' | 'int32' | 'int64' | 'float16'
const ELEMENT_CODES: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  float16: 10,
}

export interface GraphNode {
  readonly type: string
  /** Default: the standard operators. */
  readonly domain?: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** Integer attributes. */
  readonly attributes?: Readonly<Record<string, number>>
  readonly floats?: Readonly<Record<string, number>>
}

/** A graph's input or output; a text is an open dimension's name. */
export interface GraphValue {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly (number | string)[]
}

export interface GraphConstant {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array | BigInt64Array | Uint8Array
}

export interface Graph {
  readonly nodes: readonly GraphNode[]
  readonly inputs: readonly GraphValue[]
  readonly outputs: readonly GraphValue[]
  readonly constants: readonly GraphConstant[]
}

/** The bytes of an ONNX model with the operators of opset 17. */
export function onnxFile(graph: Graph): Buffer {
  const opset = message(integer(2, 17))
  const microsoft = message(text(1, 'com.microsoft'), integer(2, 1))
  return message(integer(1, 8), bytes(8, opset), bytes(8, microsoft), bytes(7, graphMessage(graph)))
}

function graphMessage({ nodes, inputs, outputs, constants }: Graph): Buffer {
  return message(
    ...nodes.map((node) => bytes(1, nodeMessage(node))),
    text(2, 'tiny'),
    ...constants.map((constant) => bytes(5, tensorMessage(constant))),
    ...inputs.map((value) => bytes(11, valueMessage(value))),
    ...outputs.map((value) => bytes(12, valueMessage(value))),
  )
}

function nodeMessage({
  type,
  domain = '',
  inputs,
  outputs,
  attributes = {},
  floats = {},
}: GraphNode): Buffer {
  return message(
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, type),
    ...Object.entries(attributes).map(([name, value]) =>
      bytes(5, message(text(1, name), integer(3, value), integer(20, 2))),
    ),
    ...Object.entries(floats).map(([name, value]) =>
      bytes(5, message(text(1, name), float(2, value), integer(20, 1))),
    ),
    text(7, domain),
  )
}

function tensorMessage({ name, shape, data }: GraphConstant): Buffer {
  const type: ElementType =
    data instanceof Float32Array ? 'float32' : data instanceof Uint8Array ? 'uint8' : 'int64'
  return message(
    ...shape.map((size) => integer(1, size)),
    integer(2, ELEMENT_CODES[type]),
    text(8, name),
    bytes(9, Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
  )
}

function valueMessage({ name, type, shape }: GraphValue): Buffer {
  const dimensions = shape.map((size) =>
    bytes(1, message(typeof size === 'number' ? integer(1, size) : text(2, size))),
  )
  const tensorType = message(integer(1, ELEMENT_CODES[type]), bytes(2, message(...dimensions)))
  return message(text(1, name), bytes(2, message(bytes(1, tensorType))))
}

function message(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields)
}

function integer(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)])
}

function float(field: number, value: number): Buffer {
  const number = Buffer.alloc(4)
  number.writeFloatLE(value)
  return Buffer.concat([varint(field * 8 + 5), number])
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value, 'utf8'))
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(value.length), value])
}

function varint(value: number): Buffer {
  const out: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  do {
    out.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0))
    rest >>= 7n
  } while (rest > 0n)
  return Buffer.from(out)
}
