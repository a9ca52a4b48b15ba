import path from 'node:path'
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { forwardSlashes } from '../../../core/forward-slashes.ts'
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from './onnx-model.ts'

/**
 * The bytes of a model. Constants in files become external data, named by their path relative to `folder`. The runtime
 * needs that folder.
 */
export function writeOnnx(model: OnnxModel, folder: string): Uint8Array {
  const writer = new BinaryWriter()
  writer.tag(1, WireType.Varint).int64(model.irVersion)
  for (const [domain, version] of model.opsets) {
    writer.tag(8, WireType.LengthDelimited).fork()
    if (domain !== '') writer.tag(1, WireType.LengthDelimited).string(domain)
    writer.tag(2, WireType.Varint).int64(version).join()
  }
  writer.tag(7, WireType.LengthDelimited).fork()
  writer.tag(2, WireType.LengthDelimited).string('edgejson')
  for (const node of model.nodes) writeNode(writer, node)
  for (const tensor of model.constants) writeTensor(writer, tensor, folder)
  for (const value of model.inputs) writeValue(writer, 11, value)
  for (const value of model.outputs) writeValue(writer, 12, value)
  writer.join()
  return writer.finish()
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  writer.tag(1, WireType.LengthDelimited).fork()
  for (const name of node.inputs) writer.tag(1, WireType.LengthDelimited).string(name)
  for (const name of node.outputs) writer.tag(2, WireType.LengthDelimited).string(name)
  writer.tag(3, WireType.LengthDelimited).string(node.name)
  writer.tag(4, WireType.LengthDelimited).string(node.type)
  for (const encoded of node.attributes.values()) writer.tag(5, WireType.LengthDelimited).bytes(encoded)
  if (node.domain !== '') writer.tag(7, WireType.LengthDelimited).string(node.domain)
  writer.join()
}

function writeTensor(
  writer: BinaryWriter,
  { name, elementType, dims, data }: OnnxTensor,
  folder: string,
): void {
  if (data.kind === 'encoded') {
    writer.tag(5, WireType.LengthDelimited).bytes(data.bytes)
    return
  }
  writer.tag(5, WireType.LengthDelimited).fork()
  for (const size of dims) writer.tag(1, WireType.Varint).int64(size)
  writer.tag(2, WireType.Varint).int32(elementType)
  writer.tag(8, WireType.LengthDelimited).string(name)
  if (data.kind === 'inline') {
    writer.tag(9, WireType.LengthDelimited).bytes(data.bytes)
  } else {
    const place = forwardSlashes(path.relative(folder, data.file))
    const external = { location: place, offset: String(data.offset), length: String(data.length) }
    for (const [key, value] of Object.entries(external)) {
      writer.tag(13, WireType.LengthDelimited).fork()
      writer.tag(1, WireType.LengthDelimited).string(key)
      writer.tag(2, WireType.LengthDelimited).string(value).join()
    }
    writer.tag(14, WireType.Varint).int32(1)
  }
  writer.join()
}

function writeValue(writer: BinaryWriter, field: number, { name, elementType, shape }: OnnxValue): void {
  writer.tag(field, WireType.LengthDelimited).fork()
  writer.tag(1, WireType.LengthDelimited).string(name)
  writer.tag(2, WireType.LengthDelimited).fork()
  writer.tag(1, WireType.LengthDelimited).fork()
  writer.tag(1, WireType.Varint).int32(elementType)
  writer.tag(2, WireType.LengthDelimited).fork()
  for (const size of shape) {
    writer.tag(1, WireType.LengthDelimited).fork()
    if (typeof size === 'number') writer.tag(1, WireType.Varint).int64(size)
    else writer.tag(2, WireType.LengthDelimited).string(size)
    writer.join()
  }
  writer.join().join().join().join()
}
