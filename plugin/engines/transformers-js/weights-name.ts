import path from 'node:path'
import { forwardSlashes } from '../../core/forward-slashes.ts'
import type { Weights } from '../onnx/model/find-weights.ts'

/** How the library names a weights file. */
export interface WeightsName {
  readonly subfolder: string
  readonly model_file_name: string
  readonly dtype: string
}

/** The ending that the library adds to a file's name for a dtype. */
const ENDINGS: Readonly<Record<string, string>> = {
  fp32: '',
  fp16: '_fp16',
  int8: '_int8',
  uint8: '_uint8',
  q8: '_quantized',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
}

/** The name of a weights file in a model's folder. A file with another ending is named whole, with the dtype without an ending. */
export function weightsName(folder: string, { file, dtype }: Weights): WeightsName {
  const subfolder = forwardSlashes(path.relative(folder, path.dirname(file)))
  const stem = path.basename(file, '.onnx')
  const ending = Object.hasOwn(ENDINGS, dtype) ? (ENDINGS[dtype] ?? null) : null
  return ending !== null && stem.endsWith(ending)
    ? { subfolder, model_file_name: stem.slice(0, stem.length - ending.length), dtype }
    : { subfolder, model_file_name: stem, dtype: 'fp32' }
}
