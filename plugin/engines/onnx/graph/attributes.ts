import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { OnnxNode } from './onnx-model.ts'

/** Field numbers and type codes of `AttributeProto`. */
const FIELD = { name: 1, float: 2, integer: 3, text: 4, integers: 8, type: 20 } as const
const TYPE = { float: 1, integer: 2, text: 3, integers: 7 } as const
/** Attributes that contain subgraphs, which may use any name of the outer graph. */
const GRAPH_TYPES: readonly number[] = [5, 10]

/** The value of an attribute. A number is written as an integer, `{ float }` as a float. */
export type AttributeValue = number | string | readonly number[] | { readonly float: number }

export function encodeAttribute(name: string, value: AttributeValue): Uint8Array {
  const writer = new BinaryWriter()
  writer.tag(FIELD.name, WireType.LengthDelimited).string(name)
  if (typeof value === 'number') {
    writer.tag(FIELD.integer, WireType.Varint).int64(value)
    writer.tag(FIELD.type, WireType.Varint).int32(TYPE.integer)
  } else if (typeof value === 'string') {
    writer.tag(FIELD.text, WireType.LengthDelimited).string(value)
    writer.tag(FIELD.type, WireType.Varint).int32(TYPE.text)
  } else if ('float' in value) {
    writer.tag(FIELD.float, WireType.Bit32).float(value.float)
    writer.tag(FIELD.type, WireType.Varint).int32(TYPE.float)
  } else {
    for (const each of value) writer.tag(FIELD.integers, WireType.Varint).int64(each)
    writer.tag(FIELD.type, WireType.Varint).int32(TYPE.integers)
  }
  return writer.finish()
}

/** An integer or float attribute; undefined when the node has none of that name. */
export function numberAttribute(node: OnnxNode, name: string): number | undefined {
  const encoded = node.attributes.get(name)
  if (encoded === undefined) return undefined
  const reader = new BinaryReader(encoded)
  // Protobuf leaves out fields whose value is 0.
  let value = 0
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    if (field === FIELD.integer) value = Number(reader.int64())
    else if (field === FIELD.float) value = reader.float()
    else reader.skip(wire, field)
  }
  return value
}

/** True when one of the node's attributes is a graph of its own, as in `If`. */
export function hasSubgraph(node: OnnxNode): boolean {
  for (const encoded of node.attributes.values()) {
    const reader = new BinaryReader(encoded)
    while (reader.pos < reader.len) {
      const [field, wire] = reader.tag()
      if (field === FIELD.type) {
        if (GRAPH_TYPES.includes(reader.int32())) return true
      } else reader.skip(wire, field)
    }
  }
  return false
}
