import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { condensed } from '../../core/printable.ts'
import { Semaphore } from '../../core/semaphore.ts'
import type { OpenModel } from '../contract/open-model.ts'
import type { EngineOptions } from '../contract/options.ts'
import { withPermit } from '../contract/with-permit.ts'
import { NO_CLOCK } from '../contract/work-clock.ts'
import type { DecodingConfig } from '../onnx/decoding/decoding-config.ts'
import { compileChatTemplate } from '../onnx/model/chat-template.ts'
import { defaultThreads } from '../onnx/model/threads.ts'
import { checkHeader } from './check-header.ts'
import { type GgufDecoding, generate } from './generate.ts'
import { fileInfo, readMetadata } from './gguf-file.ts'
import { ggufTokenizer } from './gguf-tokenizer.ts'
import {
  importLlama,
  type Llama,
  type LlamaContext,
  type LlamaModel,
  libraryVersion,
} from './llama-library.ts'

/** Location of a GGUF model. */
export interface GgufSource {
  readonly file: string
  readonly specifier: string
}

/** Concurrent sequences by default: sequences that are batched in a step change the order of sums. */
const DEFAULT_SEQUENCES = 1
const MAX_SEQUENCES = 64
/** Tokens of the context by default, unless the model was trained with fewer: the memory for keys and values grows with it. */
const DEFAULT_CONTEXT = 4096

/**
 * Loads a GGUF model into this process, with llama.cpp on the CPU.
 *
 * @throws EdgejsonError `BAD_MODEL` where node-llama-cpp is missing or cannot read the file; `ENGINE_FAILED` where the memory is
 * not enough for the context.
 */
export async function openGguf({ file, specifier }: GgufSource, options: EngineOptions): Promise<OpenModel> {
  await checkHeader(file)
  const library = await importLlama(file)
  const threads = options.threads ?? defaultThreads()
  const maxSequences = Math.min(options.concurrency ?? DEFAULT_SEQUENCES, MAX_SEQUENCES)
  const llama = await library.getLlama({
    gpu: false,
    build: 'never',
    logLevel: 'error',
    progressLogs: false,
    maxThreads: 0,
  })
  const model = await loadModel(llama, file)
  const { chatTemplate, dtype } = readMetadata(model, library)
  const contextSize = contextSizeOf(model, options.contextSize)
  const context = await createContext(model, maxSequences, contextSize, threads)
  const { bosString, eosString } = model.tokens
  const decoding: DecodingConfig = {
    tokenizer: ggufTokenizer(model),
    chatTemplate:
      chatTemplate === null
        ? null
        : await compileChatTemplate(chatTemplate, file, {
            ...options.chatTemplateKwargs,
            ...(bosString === null ? {} : { bos_token: bosString }),
            ...(eosString === null ? {} : { eos_token: eosString }),
          }),
    endTokens: new Set([...model.iterateAllTokens()].filter((token) => model.isEogToken(token))),
    contextLength: contextSize,
    lookup: false,
    constraint: null,
  }
  const how: GgufDecoding = {
    batchSize: context.batchSize,
    temperature: options.temperature === false ? 0 : (options.temperature ?? 0),
    seed: options.seed ?? 0,
  }
  const sequences = Array.from({ length: maxSequences }, () => context.getSequence())
  const semaphore = new Semaphore(maxSequences)
  return {
    info: {
      specifier,
      ...(await fileInfo(file, model)),
      parts: null,
      dtype,
      engine: 'node-llama-cpp',
      engineVersion: `${libraryVersion() ?? 'unknown version'}, llama.cpp ${llama.llamaCppRelease.release}`,
      // The size of a step changes the order of sums.
      numerics:
        maxSequences === 1 ? 'as in the file' : `as in the file, up to ${maxSequences} sequences a step`,
      device: 'cpu',
      threads,
      contextLength: contextSize,
    },
    maxSequences,
    notes: notesOf(model, contextSize),
    complete: (request, signal, clock = NO_CLOCK) =>
      withPermit(semaphore, signal, clock, async () => {
        const sequence = sequences.pop()
        if (sequence === undefined) throw new Error('no sequence of the context is free')
        try {
          return await generate(decoding, sequence, how, request, signal)
        } finally {
          sequences.push(sequence)
        }
      }),
    close: () => llama.dispose(),
  }
}

async function loadModel(llama: Llama, file: string): Promise<LlamaModel> {
  try {
    return await llama.loadModel({ modelPath: file })
  } catch (error) {
    throw new EdgejsonError(
      'BAD_MODEL',
      `llama.cpp cannot load ${file}: ${condensed(errorMessage(error))}. Download or convert the file again; check that it is ` +
        'complete, and that this version of node-llama-cpp knows its architecture.',
      { cause: error },
    )
  }
}

function contextSizeOf({ trainContextSize }: LlamaModel, option: number | undefined): number {
  return Math.min(option ?? DEFAULT_CONTEXT, trainContextSize)
}

async function createContext(
  model: LlamaModel,
  sequences: number,
  contextSize: number,
  threads: number,
): Promise<LlamaContext> {
  try {
    return await model.createContext({ sequences, contextSize, threads: { ideal: threads, min: threads } })
  } catch (error) {
    throw new EdgejsonError(
      'ENGINE_FAILED',
      `there is no room for ${sequences} sequences of ${contextSize} tokens: ${condensed(errorMessage(error))}; lower concurrency or ` +
        'engine.contextSize.',
      { cause: error },
    )
  }
}

function notesOf({ trainContextSize }: LlamaModel, contextSize: number): readonly string[] {
  return contextSize === trainContextSize
    ? []
    : [
        `context of ${contextSize} tokens; the model was trained with ${trainContextSize} (engine.contextSize)`,
      ]
}
