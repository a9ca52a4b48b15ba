import { stat } from 'node:fs/promises'
import path from 'node:path'
import { cpuModel } from '../../core/cpu.ts'
import { hashFiles } from '../../core/hash-files.ts'
import { isRecord } from '../../core/json/json.ts'
import type { ModelInfo } from '../../records/model-info.ts'
import type { LlamaLibrary, LlamaModel } from './llama-library.ts'

/** What the metadata of a GGUF file say about it. Hostile values are unknown. */
export interface GgufMetadata {
  /** The chat template; null when the file has none. */
  readonly chatTemplate: string | null
  /** Quantization of most weights, such as `q4_1`; null when unknown. */
  readonly dtype: string | null
}

export function readMetadata({ fileInfo }: LlamaModel, { GgufFileType }: LlamaLibrary): GgufMetadata {
  const { general, tokenizer } = isRecord(fileInfo.metadata) ? fileInfo.metadata : {}
  const template: unknown = isRecord(tokenizer) ? tokenizer.chat_template : null
  const type: unknown = isRecord(general) ? general.file_type : null
  const name: unknown = typeof type === 'number' ? GgufFileType[type] : null
  return {
    chatTemplate: typeof template === 'string' && template !== '' ? template : null,
    dtype: typeof name === 'string' ? name.replace(/^(?:MOSTLY|ALL)_/, '').toLowerCase() : null,
  }
}

/** What is known from the file alone. Weights, tokenizer and chat template are one file, so one hash covers them. */
export async function fileInfo(
  file: string,
  model: LlamaModel,
): Promise<Pick<ModelInfo, 'id' | 'sha256' | 'contentSha256' | 'cpu' | 'parameters' | 'bytes'>> {
  const sha256 = await hashFiles([file])
  const sizes = model.fileInfo.fullTensorInfo?.map(({ dimensions }) =>
    dimensions.reduce<number>((product, each) => product * Number(each), 1),
  )
  return {
    id: path.basename(file, '.gguf'),
    sha256,
    contentSha256: sha256,
    cpu: cpuModel(),
    parameters: sizes?.reduce((sum, size) => sum + size, 0) || null,
    bytes: (await stat(file)).size,
  }
}
