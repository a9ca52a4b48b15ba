import { BinaryReader } from '@bufbuild/protobuf/wire'
import { externalFile } from './external-data.ts'
import { type FileField, FileWindow } from './file-window.ts'
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValue, TensorBytes } from './onnx-model.ts'

/** Constants up to this size are read at once; longer ones stay in their file. */
const INLINE_BYTES = 1 << 12

/**
 * Reads the graph of an ONNX file. Weights are not read: a constant has the location of its bytes, in this file or in
 * the external data next to it.
 *
 * @throws RangeError or TypeError for a file that is not an ONNX model, or that uses what is not supported here
 * (tensors in typed fields beyond {@link INLINE_BYTES}, functions). The caller names the file.
 */
export async function readOnnx(file: string): Promise<OnnxModel> {
  const window = await FileWindow.open(file)
  try {
    const model = { irVersion: 0, opsets: new Map<string, number>(), graph: null as FileField | null }
    for await (const field of window.fields(0, window.size)) {
      if (field.field === 1) model.irVersion = field.value
      else if (field.field === 7) model.graph = field
      else if (field.field === 8) {
        const [domain, version] = opset(await window.bytes(field.start, field.end))
        model.opsets.set(domain === 'ai.onnx' ? '' : domain, version)
      } else if (field.field === 25) throw new TypeError('the model declares functions')
    }
    if (model.graph === null) throw new TypeError('there is no graph in it')
    return { ...model, ...(await readGraph(window, model.graph, file)) }
  } finally {
    await window.close()
  }
}

async function readGraph(
  window: FileWindow,
  graph: FileField,
  file: string,
): Promise<Pick<OnnxModel, 'nodes' | 'constants' | 'inputs' | 'outputs'>> {
  const nodes: OnnxNode[] = []
  const constants: OnnxTensor[] = []
  const inputs: OnnxValue[] = []
  const outputs: OnnxValue[] = []
  for await (const each of window.fields(graph.start, graph.end)) {
    if (each.field === 1) nodes.push(readNode(await window.bytes(each.start, each.end)))
    else if (each.field === 5) constants.push(await readTensor(window, each, file))
    else if (each.field === 11) inputs.push(readValue(await window.bytes(each.start, each.end)))
    else if (each.field === 12) outputs.push(readValue(await window.bytes(each.start, each.end)))
    else if (each.field === 15) throw new TypeError('the model has sparse weights')
  }
  return { nodes, constants, inputs, outputs }
}

async function readTensor(window: FileWindow, tensor: FileField, file: string): Promise<OnnxTensor> {
  const dims: number[] = []
  let name = ''
  let elementType = 0
  let data: TensorBytes = { kind: 'inline', bytes: new Uint8Array() }
  const external = new Map<string, string>()
  let elsewhere = false
  let typed = false
  for await (const { field, value, start, end } of window.fields(tensor.start, tensor.end)) {
    if (field === 1) dims.push(...(end > start ? packed(await window.bytes(start, end)) : [value]))
    else if (field === 2) elementType = value
    else if (field === 8) name = (await window.bytes(start, end)).toString('utf8')
    else if (field === 9) {
      const length = end - start
      data =
        length <= INLINE_BYTES
          ? { kind: 'inline', bytes: await window.bytes(start, end) }
          : { kind: 'file', file, offset: start, length }
    } else if (field === 13) {
      const [key, text] = pair(await window.bytes(start, end))
      external.set(key, text)
    } else if (field === 14) elsewhere = value === 1
    else if (field === 4 || field === 5 || field === 6 || field === 7 || field === 10 || field === 11) {
      typed = true
    }
  }
  if (typed) {
    if (tensor.end - tensor.start > INLINE_BYTES)
      throw new TypeError(`the weights ${JSON.stringify(name)} are not stored as raw bytes`)
    data = { kind: 'encoded', bytes: await window.bytes(tensor.start, tensor.end) }
  }
  const location = external.get('location')
  if (location !== undefined && elsewhere) {
    data = {
      kind: 'file',
      file: externalFile(file, location),
      offset: Number(external.get('offset') ?? 0),
      length: Number(external.get('length') ?? -1),
    }
    if (data.length < 0) throw new TypeError(`the weights ${JSON.stringify(name)} have no length`)
  }
  return { name, elementType, dims, data }
}

function readNode(bytes: Uint8Array): OnnxNode {
  const reader = new BinaryReader(bytes)
  const node = { name: '', type: '', domain: '' }
  const inputs: string[] = []
  const outputs: string[] = []
  const attributes = new Map<string, Uint8Array>()
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    if (field === 1) inputs.push(reader.string())
    else if (field === 2) outputs.push(reader.string())
    else if (field === 3) node.name = reader.string()
    else if (field === 4) node.type = reader.string()
    else if (field === 5) {
      const encoded = reader.bytes()
      attributes.set(attributeName(encoded), encoded)
    } else if (field === 7) node.domain = reader.string()
    else reader.skip(wire, field)
  }
  return { ...node, domain: node.domain === 'ai.onnx' ? '' : node.domain, inputs, outputs, attributes }
}

function attributeName(encoded: Uint8Array): string {
  const reader = new BinaryReader(encoded)
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    if (field === 1) return reader.string()
    reader.skip(wire, field)
  }
  return ''
}

function readValue(bytes: Uint8Array): OnnxValue {
  let name = ''
  let elementType = 0
  const shape: (number | string)[] = []
  const reader = new BinaryReader(bytes)
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    if (field === 1) name = reader.string()
    else if (field === 2) {
      // TypeProto → Tensor → element type and TensorShapeProto → Dimension.
      for (const [, tensor] of submessages(reader.bytes(), 1)) {
        const inner = new BinaryReader(tensor)
        while (inner.pos < inner.len) {
          const [part, kind] = inner.tag()
          if (part === 1) elementType = inner.int32()
          else if (part === 2)
            for (const [, size] of submessages(inner.bytes(), 1)) shape.push(dimension(size))
          else inner.skip(kind, part)
        }
      }
    } else reader.skip(wire, field)
  }
  return { name, elementType, shape }
}

function* submessages(bytes: Uint8Array, wanted: number): Generator<[number, Uint8Array]> {
  const reader = new BinaryReader(bytes)
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    if (field === wanted) yield [field, reader.bytes()]
    else reader.skip(wire, field)
  }
}

function dimension(bytes: Uint8Array): number | string {
  const reader = new BinaryReader(bytes)
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    if (field === 1) return Number(reader.int64())
    if (field === 2) return reader.string()
    reader.skip(wire, field)
  }
  return ''
}

function opset(bytes: Uint8Array): [string, number] {
  const reader = new BinaryReader(bytes)
  let domain = ''
  let version = 0
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    if (field === 1) domain = reader.string()
    else if (field === 2) version = Number(reader.int64())
    else reader.skip(wire, field)
  }
  return [domain, version]
}

function pair(bytes: Uint8Array): [string, string] {
  const reader = new BinaryReader(bytes)
  let key = ''
  let value = ''
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    if (field === 1) key = reader.string()
    else if (field === 2) value = reader.string()
    else reader.skip(wire, field)
  }
  return [key, value]
}

function packed(bytes: Uint8Array): number[] {
  const reader = new BinaryReader(bytes)
  const values: number[] = []
  while (reader.pos < reader.len) values.push(Number(reader.int64()))
  return values
}
