import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { EdgejsonError, errorMessage, isMissing } from '../../../core/errors.ts'
import type { ModelInfo } from '../../../records/model-info.ts'
import type { Weights } from './find-weights.ts'
import { findChatTemplate } from './load-chat-template.ts'
import type { ModelConfig } from './model-config.ts'

/**
 * The hashes of everything in a model's folder that determines a completion. There is no hash of the whole where the
 * weights file cannot be read as ONNX: it may refer to files that are not known.
 */
export async function hashContent(
  folder: string,
  weights: Weights,
  weightsSha256: string,
  { tokenizerConfig }: Pick<ModelConfig, 'tokenizerConfig'>,
): Promise<Pick<ModelInfo, 'contentSha256' | 'parts'>> {
  const template = await findChatTemplate(folder, tokenizerConfig)
  // The template has a hash of its own, and a template that is not used changes nothing.
  const { chat_template: _, ...settings } = tokenizerConfig
  const tokenizer = await fileSha256(path.join(folder, 'tokenizer.json'))
  const parts = {
    tokenizer: sha256(JSON.stringify([tokenizer, settings])),
    chatTemplate: template === null ? null : sha256(template.source),
    generationConfig: await fileSha256(path.join(folder, 'generation_config.json')),
    modelConfig: await fileSha256(path.join(folder, 'config.json')),
  }
  const whole = sha256(JSON.stringify([weightsSha256, ...Object.values(parts)]))
  return { contentSha256: weights.externalData === null ? null : whole, parts }
}

async function fileSha256(file: string): Promise<string | null> {
  try {
    return sha256(await readFile(file))
  } catch (error) {
    if (isMissing(error)) return null
    throw new EdgejsonError('BAD_MODEL', `cannot read ${file}: ${errorMessage(error)}`, { cause: error })
  }
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
