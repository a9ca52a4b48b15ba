import { cpuModel } from '../../../core/cpu.ts'
import { hashFiles } from '../../../core/hash-files.ts'
import { isRecord } from '../../../core/json/json.ts'
import type { ModelInfo } from '../../../records/model-info.ts'
import type { EngineOptions } from '../../contract/options.ts'
import type { DecodingConfig } from '../decoding/decoding-config.ts'
import { filesOf, findWeights, namedWeights, type Weights, weightsBytes } from '../model/find-weights.ts'
import { loadChatTemplate } from '../model/load-chat-template.ts'
import { loadTokenizer } from '../model/load-tokenizer.ts'
import { type ModelConfig, readModelConfig } from '../model/model-config.ts'
import { hashContent } from '../model/model-content.ts'
import { defaultThreads } from '../model/threads.ts'
import type { TextTokenizer } from '../model/tokenizer.ts'

/** Location and name of an ONNX model. */
export interface OnnxSource {
  readonly folder: string
  /** The weights file, if the option model names a file. */
  readonly weights: string | null
  readonly id: string
  readonly specifier: string
}

/** Of a model's folder, what every runtime of its weights needs. */
export interface ModelFolder {
  readonly config: ModelConfig
  readonly weights: Weights
  readonly threads: number
  readonly tokenizer: TextTokenizer
  readonly decoding: Omit<DecodingConfig, 'lookup' | 'constraint'>
  /** What is known about the model without its runtime. */
  readonly info: Omit<ModelInfo, 'engine' | 'engineVersion' | 'numerics' | 'sha256'> & {
    readonly sha256: string
  }
}

/**
 * Reads configuration, tokenizer and chat template of a model and hashes what determines its completions.
 *
 * @throws EdgejsonError `BAD_MODEL` for a file that is missing or broken.
 */
export async function readModelFolder(source: OnnxSource, options: EngineOptions): Promise<ModelFolder> {
  const { folder } = source
  const threads = options.threads ?? defaultThreads()
  const config = await readModelConfig(folder)
  const weights = await weightsOf(source, options)
  const tokenizer = await loadTokenizer(folder, config.tokenizerConfig)
  const chatTemplate = await loadChatTemplate(folder, config.tokenizerConfig, options.chatTemplateKwargs)
  const { contextLength } = config
  const sha256 = await hashFiles(filesOf(weights))
  return {
    config,
    weights,
    threads,
    tokenizer,
    decoding: { tokenizer, chatTemplate, endTokens: endTokensOf(config, tokenizer), contextLength },
    info: {
      id: source.id,
      specifier: source.specifier,
      sha256,
      ...(await hashContent(folder, weights, sha256, config)),
      dtype: weights.dtype,
      threads,
      cpu: cpuModel(),
      parameters: config.parameters,
      bytes: await weightsBytes(weights),
      contextLength,
    },
  }
}

/** The weights of a model: those of the option `dtype`, or the file that the option model names. */
export function weightsOf(
  { folder, weights }: OnnxSource,
  { dtype }: Pick<EngineOptions, 'dtype'>,
): Promise<Weights> {
  return weights === null ? findWeights(folder, dtype) : namedWeights(weights)
}

/** The ids that config.json and generation_config.json name, else the tokenizer's own end token. */
function endTokensOf(
  { endTokens, tokenizerConfig }: ModelConfig,
  tokenizer: TextTokenizer,
): ReadonlySet<number> {
  if (endTokens.size > 0) return endTokens
  const { eos_token: token } = tokenizerConfig
  const text: unknown = isRecord(token) ? token.content : token
  const id = typeof text === 'string' ? tokenizer.idOf(text) : undefined
  return new Set(id === undefined ? [] : [id])
}
