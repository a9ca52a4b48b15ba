/**
 * Writes ONNX files: the part of the protobuf messages of onnx.proto3 that a small graph needs. Field numbers are those
 * of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

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

/** A graph's input or output; a string is the name of a symbolic dimension. */
export interface GraphValue {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly (number | string)[]
}

export interface GraphConstant {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array | BigInt64Array | Uint8Array
  /** The file that holds the bytes, next to the model's, and where in it they begin. Default: they are inside the model. */
  readonly external?: { readonly location: string; readonly offset: number }
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

/** Writes a model; its long constants are written to the file `external` next to it, where that is given. */
export function writeOnnxFile(file: string, graph: Graph, external?: string): void {
  mkdirSync(path.dirname(file), { recursive: true })
  if (external === undefined) {
    writeFileSync(file, onnxFile(graph))
    return
  }
  const pieces: Uint8Array[] = []
  let offset = 0
  const constants = graph.constants.map((constant) => {
    const { buffer, byteOffset, byteLength } = constant.data
    if (byteLength < 256) return constant
    const place = { ...constant, external: { location: external, offset } }
    pieces.push(new Uint8Array(buffer, byteOffset, byteLength))
    offset += byteLength
    return place
  })
  writeFileSync(path.join(path.dirname(file), external), Buffer.concat(pieces))
  writeFileSync(file, onnxFile({ ...graph, constants }))
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

/** A model whose tensors with external data are not initializers of its graph: the runtime would not load it. */
export function onnxWithHiddenTensors(
  locations: Readonly<Record<'attribute' | 'subgraph' | 'function', string>>,
): Buffer {
  const tensor = (location: string): Buffer =>
    tensorMessage({
      name: location,
      shape: [1],
      data: new Float32Array(1),
      external: { location, offset: 0 },
    })
  const attribute = (field: number, value: Buffer): Buffer => bytes(5, bytes(field, value))
  const constant = attribute(5, tensor(locations.attribute))
  const branch = attribute(6, message(bytes(5, tensor(locations.subgraph))))
  const own = message(bytes(7, attribute(5, tensor(locations.function))))
  return message(integer(1, 8), bytes(7, message(bytes(1, constant), bytes(1, branch))), bytes(25, own))
}

function tensorMessage({ name, shape, data, external }: GraphConstant): Buffer {
  const type: ElementType =
    data instanceof Float32Array ? 'float32' : data instanceof Uint8Array ? 'uint8' : 'int64'
  return message(
    ...shape.map((size) => integer(1, size)),
    integer(2, ELEMENT_CODES[type]),
    text(8, name),
    ...(external === undefined
      ? [bytes(9, Buffer.from(data.buffer, data.byteOffset, data.byteLength))]
      : [
          ...Object.entries({ ...external, length: data.byteLength }).map(([key, value]) =>
            bytes(13, message(text(1, key), text(2, String(value)))),
          ),
          integer(14, 1),
        ]),
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
