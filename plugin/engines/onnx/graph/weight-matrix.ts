import { type FileHandle, open } from 'node:fs/promises'
import { numberAttribute } from './attributes.ts'
import { ELEMENT, type OnnxNode, type OnnxTensor } from './onnx-model.ts'

/** The constant factor of a product, `[inputs, outputs]`, in the form in which the file stores it. */
export interface WeightMatrix {
  readonly inputs: number
  readonly outputs: number
  /** Name of a vector that the operator adds to the product; null for most. */
  readonly bias: string | null
  readonly form:
    | { readonly kind: 'float'; readonly weights: OnnxTensor }
    /**
     * Integers of 4 or 8 bits in blocks along the inputs, each block with a scale and, where there is one, a zero
     * point.
     */
    | {
        readonly kind: 'blocks'
        readonly bits: 4 | 8
        readonly blockSize: number
        readonly weights: OnnxTensor
        readonly scales: OnnxTensor
        readonly zeroPoints: OnnxTensor | null
      }
}

/** The matrix that a node multiplies with; null for another node, or a form that is not supported. */
export function weightMatrix(
  node: OnnxNode,
  constants: ReadonlyMap<string, OnnxTensor>,
): WeightMatrix | null {
  const constant = (index: number): OnnxTensor | undefined => constants.get(node.inputs[index] ?? '')
  const weights = constant(1)
  if (weights === undefined) return null
  if (node.type === 'MatMul' && node.domain === '') {
    const [inputs, outputs, ...more] = weights.dims
    if (inputs === undefined || outputs === undefined || more.length > 0) return null
    if (weights.elementType !== ELEMENT.float32) return null
    return { inputs, outputs, bias: null, form: { kind: 'float', weights } }
  }
  if (node.type !== 'MatMulNBits') return null
  const [inputs, outputs, bits, blockSize] = ['K', 'N', 'bits', 'block_size'].map((name) =>
    numberAttribute(node, name),
  )
  const scales = constant(2)
  if (inputs === undefined || outputs === undefined || blockSize === undefined || scales === undefined)
    return null
  if (bits !== 4 && bits !== 8) return null
  if (scales.elementType !== ELEMENT.float32 || inputs % blockSize !== 0) return null
  const named = node.inputs[3] ?? ''
  const zeroPoints = named === '' ? null : (constants.get(named) ?? null)
  if (named !== '' && zeroPoints?.elementType !== ELEMENT.uint8) return null
  const [order = '', bias = '', ...more] = node.inputs.slice(4)
  // Groups in another order.
  if ([order, ...more].some((name) => name !== '')) return null
  return {
    inputs,
    outputs,
    bias: bias === '' ? null : bias,
    form: { kind: 'blocks', bits, blockSize, weights, scales, zeroPoints },
  }
}

/** Reads constants; files stay open until it is closed. */
export class ConstantReader {
  readonly #handles = new Map<string, FileHandle>()

  async bytes({ name, data }: OnnxTensor): Promise<Uint8Array> {
    if (data.kind === 'inline') return data.bytes
    if (data.kind === 'encoded')
      throw new TypeError(`the weights ${JSON.stringify(name)} are not stored as raw bytes`)
    let handle = this.#handles.get(data.file)
    if (handle === undefined) {
      handle = await open(data.file)
      this.#handles.set(data.file, handle)
    }
    const bytes = new Uint8Array(data.length)
    const { bytesRead } = await handle.read(bytes, 0, data.length, data.offset)
    if (bytesRead < data.length)
      throw new RangeError(`${data.file} ends before the weights ${JSON.stringify(name)}`)
    return bytes
  }

  async floats(tensor: OnnxTensor): Promise<Float32Array> {
    const bytes = await this.bytes(tensor)
    // Bytes of a file may start at any offset; a Float32Array must be aligned.
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes)
    return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4)
  }

  async close(): Promise<void> {
    for (const handle of this.#handles.values()) await handle.close()
    this.#handles.clear()
  }
}

/** Calls `visit` with the weights of each output in turn: `inputs` floats in a buffer that is reused. */
export async function eachColumn(
  { inputs, outputs, form }: WeightMatrix,
  reader: ConstantReader,
  visit: (column: Float32Array, index: number) => void,
): Promise<void> {
  const column = new Float32Array(inputs)
  if (form.kind === 'float') {
    const weights = await reader.floats(form.weights)
    for (let index = 0; index < outputs; index++) {
      for (let at = 0; at < inputs; at++) column[at] = weights[at * outputs + index] ?? 0
      visit(column, index)
    }
    return
  }
  const { bits, blockSize } = form
  const weights = await reader.bytes(form.weights)
  const scales = await reader.floats(form.scales)
  const zeros = form.zeroPoints === null ? null : await reader.bytes(form.zeroPoints)
  const blocks = inputs / blockSize
  const zeroRow = Math.ceil((blocks * bits) / 8)
  const nibble = (bytes: Uint8Array, row: number, at: number): number =>
    ((bytes[row + (at >> 1)] ?? 0) >> (at & 1 ? 4 : 0)) & 15
  for (let index = 0; index < outputs; index++) {
    const row = (index * inputs * bits) / 8
    for (let block = 0; block < blocks; block++) {
      const scale = scales[index * blocks + block] ?? 0
      const zero =
        zeros === null
          ? 1 << (bits - 1)
          : bits === 8
            ? (zeros[index * zeroRow + block] ?? 0)
            : nibble(zeros, index * zeroRow, block)
      for (let at = block * blockSize; at < (block + 1) * blockSize; at++) {
        const value = bits === 8 ? (weights[row + at] ?? 0) : nibble(weights, row, at)
        column[at] = (value - zero) * scale
      }
    }
    visit(column, index)
  }
}
