import { access, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { EdgejsonError, errorMessage, isMissing } from '../../../core/errors.ts'
import { isRecord } from '../../../core/json/json.ts'
import { listed, quoted } from '../../../core/printable.ts'
import { externalFiles } from '../graph/external-data.ts'

/** One ONNX file of a model with the files next to it. */
export interface Weights {
  readonly file: string
  /** From the file's name: `fp32`, `fp16`, `q8`, `q4`, or the name's own ending. */
  readonly dtype: string
  /** Files that hold its tensors when they are not inside it, of whatever name, sorted; null where the file cannot be read as ONNX. */
  readonly externalData: readonly string[] | null
}

/** The dtype of file name endings that are not the name of a dtype. */
const DTYPE_OF_ENDING: Readonly<Record<string, string>> = { '': 'fp32', quantized: 'q8' }
/** Which file is used if there are several and none was requested: the most precise one. */
const PREFERENCE = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4']
const ONNX_NAME = /^(?:model|decoder_model_merged)(?:_(\w+))?\.onnx$/

/** The dtype that the name of an ONNX file states; null when the name is not that of a model's file. */
export function dtypeOfName(name: string): string | null {
  const match = ONNX_NAME.exec(name)
  if (match === null) return null
  const ending = match[1] ?? ''
  return Object.hasOwn(DTYPE_OF_ENDING, ending) ? (DTYPE_OF_ENDING[ending] ?? ending) : ending
}

/** Place of a dtype among all, the most exact first; dtypes of other names come last. */
export function precisionRank(dtype: string): number {
  const place = PREFERENCE.indexOf(dtype)
  return place < 0 ? PREFERENCE.length : place
}

/** The most precise dtype of a list. */
export function preferredDtype(dtypes: readonly string[]): string | undefined {
  return [...dtypes].sort((a, b) => precisionRank(a) - precisionRank(b) || (a < b ? -1 : 1))[0]
}

/**
 * The weights files in a model's folder by dtype: in `onnx/`, then in the folder itself. Empty where there are none.
 *
 * @throws EdgejsonError `BAD_MODEL` when the folder cannot be listed.
 */
export async function weightsIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const place of [path.join(folder, 'onnx'), folder]) {
    for (const name of await list(place)) {
      const itsDtype = dtypeOfName(name)
      if (itsDtype !== null && !found.has(itsDtype)) found.set(itsDtype, path.join(place, name))
    }
  }
  return found
}

/**
 * Finds the weights in a model's folder: in `onnx/` or in the folder itself.
 *
 * @throws EdgejsonError `BAD_MODEL` when there are none of that dtype.
 */
export async function findWeights(folder: string, dtype?: string): Promise<Weights> {
  const found = await weightsIn(folder)
  const known = [...found.keys()].sort()
  if (known.length === 0) {
    throw new EdgejsonError(
      'BAD_MODEL',
      `${folder} holds no ONNX weights: neither onnx/model.onnx nor another onnx/model_*.onnx. Export the model to ONNX ` +
        'with its KV cache as inputs and outputs, or give the folder that has it.',
    )
  }
  const wanted = dtype ?? preferredDtype(known)
  const file = wanted === undefined ? undefined : found.get(wanted)
  if (wanted === undefined || file === undefined) {
    throw new EdgejsonError(
      'BAD_MODEL',
      `${folder} has no weights of dtype ${quoted(dtype)}; it has ${listed(known)}. ` +
        'Set dtype to one of these.',
    )
  }
  return { file, dtype: wanted, externalData: await externalData(file) }
}

/** The weights in a file that the option names. */
export async function namedWeights(file: string): Promise<Weights> {
  const name = path.basename(file)
  return { file, dtype: dtypeOfName(name) ?? path.parse(name).name, externalData: await externalData(file) }
}

/** The weights file and its external data. */
export function filesOf({ file, externalData }: Weights): readonly string[] {
  return [file, ...(externalData ?? [])]
}

/** Size of the weights in bytes, external data included. */
export async function weightsBytes(weights: Weights): Promise<number> {
  let bytes = 0
  for (const file of filesOf(weights)) bytes += (await stat(file)).size
  return bytes
}

async function externalData(file: string): Promise<readonly string[] | null> {
  let files: string[]
  try {
    files = await externalFiles(file)
  } catch (error) {
    if (error instanceof EdgejsonError || (isRecord(error) && error.syscall !== undefined)) throw error
    // The runtime reports what is wrong with a file that is not a model.
    return null
  }
  for (const each of files) {
    try {
      await access(each)
    } catch (error) {
      throw new EdgejsonError(
        'BAD_MODEL',
        `${file} has weights in ${quoted(path.basename(each))}, which cannot be read: ${errorMessage(error)}. ` +
          'Download or copy it as well, next to the file.',
        { cause: error },
      )
    }
  }
  return files
}

async function list(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    if (isMissing(error)) return []
    throw new EdgejsonError('BAD_MODEL', `cannot list ${folder}: ${errorMessage(error)}`, { cause: error })
  }
}
