import { createRequire } from 'node:module'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { isRecord } from '../../core/json/json.ts'
import { condensed } from '../../core/printable.ts'

/** The part of node-llama-cpp that is used: an optional peer, whose own types are there only where it is installed. */
export interface LlamaLibrary {
  getLlama(options: {
    /** False: the CPU computes. */
    readonly gpu: false
    /** Only prebuilt binaries: no compiler runs and nothing is downloaded. */
    readonly build: 'never'
    readonly logLevel: 'error'
    readonly progressLogs: false
    /** 0: the context decides. */
    readonly maxThreads: 0
  }): Promise<Llama>
  /** Names of `general.file_type`, such as `MOSTLY_Q4_1`. */
  readonly GgufFileType: Readonly<Record<number, string>>
}

export interface Llama {
  readonly llamaCppRelease: { readonly release: string }
  loadModel(options: { readonly modelPath: string }): Promise<LlamaModel>
  dispose(): Promise<void>
}

export interface LlamaModel {
  /** Tokens of the context that the model was trained with. */
  readonly trainContextSize: number
  readonly fileInfo: {
    readonly metadata: unknown
    readonly fullTensorInfo?: readonly { readonly dimensions: readonly (number | bigint)[] }[]
  }
  readonly tokens: {
    readonly bos: number | null
    readonly bosString: string | null
    readonly eosString: string | null
    readonly shouldPrependBosToken: boolean
  }
  /** `specialTokens`: texts of special tokens in `text` become those tokens. */
  tokenize(text: string, specialTokens: boolean): readonly number[]
  /** `specialTokens`: special tokens have their texts. */
  detokenize(tokens: readonly number[], specialTokens: boolean): string
  iterateAllTokens(): Iterable<number>
  isSpecialToken(token: number): boolean
  /** End of a text or of a turn. */
  isEogToken(token: number): boolean
  createContext(options: {
    readonly sequences: number
    /** Tokens of each sequence. */
    readonly contextSize: number
    readonly threads: { readonly ideal: number; readonly min: number }
  }): Promise<LlamaContext>
}

export interface LlamaContext {
  /** Tokens of each sequence. */
  readonly contextSize: number
  /** Tokens that one step takes at most. */
  readonly batchSize: number
  getSequence(): LlamaSequence
}

export interface LlamaSequence {
  clearHistory(): Promise<void>
  evaluateWithoutGeneratingNewTokens(tokens: readonly number[]): Promise<void>
  /** Yields the next token, again and again: the most likely one at temperature 0. */
  evaluate(
    tokens: readonly number[],
    options: { readonly temperature: number; readonly seed: number; readonly yieldEogToken: true },
  ): AsyncGenerator<number, void, undefined>
}

const PACKAGE = 'node-llama-cpp'

/** @throws EdgejsonError `BAD_MODEL` where the package is not installed or has no binary for this machine. */
export async function importLlama(file: string): Promise<LlamaLibrary> {
  try {
    return (await import(PACKAGE)) as LlamaLibrary
  } catch (error) {
    throw new EdgejsonError(
      'BAD_MODEL',
      `model ${file} is a GGUF file, which the package ${PACKAGE} runs; it cannot be loaded: ${condensed(errorMessage(error))}. ` +
        `Install it (npm install -D ${PACKAGE}@3), or serve the file with llama-server -m FILE and give its URL as model.`,
      { cause: error },
    )
  }
}

/** The version in the package's own package.json; null where it cannot be read. */
export function libraryVersion(): string | null {
  const require = createRequire(import.meta.url)
  for (const folder of require.resolve.paths(PACKAGE) ?? []) {
    try {
      const description: unknown = require(path.join(folder, PACKAGE, 'package.json'))
      if (isRecord(description) && typeof description.version === 'string') return description.version
    } catch {
      // Not in this folder.
    }
  }
  return null
}
