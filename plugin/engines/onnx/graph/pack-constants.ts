import { open, stat } from 'node:fs/promises'
import { EdgejsonError, errorMessage, isMissing } from '../../../core/errors.ts'
import { replaceFile } from '../../../core/replace-file.ts'
import { quantizeMatrix } from './int8-matmul.ts'
import { ELEMENT, type OnnxModel, type OnnxTensor } from './onnx-model.ts'
import type { RewrittenDecoder } from './rewrite-decoder.ts'
import { ConstantReader, type WeightMatrix } from './weight-matrix.ts'

/**
 * Alignment of the constants in the file. The runtime maps the file into memory, and aligned vectors are read faster.
 */
const ALIGNMENT = 64

/** A constant of the file and the length of its bytes. */
interface Piece {
  readonly tensor: Omit<OnnxTensor, 'data'>
  readonly length: number
}

/**
 * The model with all its long constants in `file`, quantized weights included. Writes the file if it does not exist.
 * Its name must identify everything that its content depends on.
 */
export async function packConstants({ model, matrices }: RewrittenDecoder, file: string): Promise<OnnxModel> {
  const kept = model.constants.filter(({ data }) => data.kind === 'file')
  const pieces: Piece[] = []
  for (const tensor of kept) {
    if (tensor.data.kind === 'file') pieces.push({ tensor, length: tensor.data.length })
  }
  for (const [name, { inputs, outputs }] of matrices) {
    pieces.push({
      tensor: { name, elementType: ELEMENT.uint8, dims: [inputs, outputs] },
      length: inputs * outputs,
    })
    pieces.push({
      tensor: { name: `${name}/scales`, elementType: ELEMENT.float32, dims: [outputs] },
      length: outputs * Float32Array.BYTES_PER_ELEMENT,
    })
  }
  let offset = 0
  const constants = pieces.map(({ tensor, length }): OnnxTensor => {
    const data = { kind: 'file', file, offset, length } as const
    offset += Math.ceil(length / ALIGNMENT) * ALIGNMENT
    return { name: tensor.name, elementType: tensor.elementType, dims: tensor.dims, data }
  })
  if (!(await isWhole(file, offset))) await write(file, kept, matrices)
  return {
    ...model,
    constants: [...model.constants.filter(({ data }) => data.kind !== 'file'), ...constants],
  }
}

async function isWhole(file: string, size: number): Promise<boolean> {
  try {
    return (await stat(file)).size === size
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/**
 * Writes under another name first, so that a killed run leaves no incomplete file, and several runs may write at the
 * same time.
 */
async function write(
  file: string,
  kept: readonly OnnxTensor[],
  matrices: ReadonlyMap<string, WeightMatrix>,
): Promise<void> {
  const reader = new ConstantReader()
  try {
    await replaceFile(file, async (draft) => {
      const handle = await open(draft, 'w')
      try {
        const put = async (bytes: Uint8Array): Promise<void> => {
          await handle.writeFile(bytes)
          const rest = bytes.length % ALIGNMENT
          if (rest > 0) await handle.writeFile(new Uint8Array(ALIGNMENT - rest))
        }
        for (const tensor of kept) await put(await reader.bytes(tensor))
        for (const matrix of matrices.values()) {
          const { bytes, scales } = await quantizeMatrix(matrix, reader)
          await put(bytes)
          await put(new Uint8Array(scales.buffer))
        }
      } finally {
        await handle.close()
      }
    })
  } catch (error) {
    throw new EdgejsonError(
      'IO',
      `cannot write the quantized weights to ${file}: ${errorMessage(error)}. Free disk space, name another folder by ` +
        "cacheDir or EDGEJSON_CACHE, or set the engine option int8 to 'never'.",
      { cause: error },
    )
  } finally {
    await reader.close()
  }
}
