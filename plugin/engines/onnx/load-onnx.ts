import { open } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import type * as Onnx from 'onnxruntime-node'
import { condensed, EdgejsonError, type Engine, errorMessage, isRecord } from '../../model/index.ts'
import { defineEngine } from '../define-engine.ts'
import type { EngineOptions } from '../options.ts'
import { loadChatTemplate } from './chat-template.ts'
import { Decoder } from './decoder.ts'
import { describeGraph } from './decoder-graph.ts'
import { findWeights, namedWeights, type Weights, weightsBytes } from './find-weights.ts'
import { generate } from './generate.ts'
import { hashFiles } from './hash-files.ts'
import { type ModelConfig, readModelConfig } from './model-config.ts'
import { checkedThreads } from './threads.ts'
import { loadTokenizer, type TextTokenizer } from './tokenizer.ts'

/** Where an ONNX model lies and what it is to be called. */
export interface OnnxSource {
  readonly folder: string
  /** The weights file when it was named itself. */
  readonly weights: string | null
  readonly id: string
  readonly specifier: string
}

/**
 * An engine that runs an ONNX model in this process, one request after the other.
 *
 * @throws EdgejsonError `BAD_MODEL` for a folder that lacks something or holds something broken.
 */
export async function loadOnnx(source: OnnxSource, options: EngineOptions): Promise<Engine> {
  const { folder } = source
  const threads = checkedThreads(options.threads)
  const lookup = options.lookup ?? true
  const config = await readModelConfig(folder)
  const weights =
    source.weights === null ? await findWeights(folder, options.dtype) : await namedWeights(source.weights)
  const tokenizer = await loadTokenizer(folder, config.tokenizerConfig)
  const endTokens = endTokensOf(config, tokenizer)
  const chatTemplate = await loadChatTemplate(folder, config.tokenizerConfig)
  const onnx = await importOnnxRuntime()
  const session = await createSession(onnx, weights, threads)
  const graph = describeGraph(weights.file, session.inputMetadata, session.outputMetadata, config)
  const decoder = new Decoder(onnx, session, graph)
  return defineEngine({
    model: {
      id: source.id,
      specifier: source.specifier,
      sha256: await hashFiles([weights.file, ...weights.externalData]),
      dtype: weights.dtype,
      // A part of what an answer depends on, see docs/engines.md.
      engine: lookup ? 'onnxruntime-node, prompt lookup' : 'onnxruntime-node',
      engineVersion: onnxRuntimeVersion(),
      threads,
      parameters: config.parameters,
      bytes: await weightsBytes(weights),
      contextLength: config.contextLength,
    },
    // A session computes one thing at a time; more in flight would only make each of them slower.
    concurrency: 1,
    answer: (request, signal) =>
      generate(
        {
          decoder,
          tokenizer,
          chatTemplate,
          endTokens,
          contextLength: config.contextLength,
          lookup,
        },
        request,
        signal,
      ),
    close: () => decoder.close(),
  })
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

async function importOnnxRuntime(): Promise<typeof Onnx> {
  try {
    return await import('onnxruntime-node')
  } catch (error) {
    throw new EdgejsonError(
      'BAD_MODEL',
      `onnxruntime-node cannot be loaded on ${process.platform} ${process.arch}: ${condensed(errorMessage(error))}. ` +
        'It has libraries for 64-bit Linux, macOS on ARM and Windows; elsewhere use a server.',
      { cause: error },
    )
  }
}

async function createSession(
  onnx: typeof Onnx,
  weights: Weights,
  threads: number,
): Promise<Onnx.InferenceSession> {
  try {
    // The path, not the bytes: external data is looked for beside it.
    return await onnx.InferenceSession.create(weights.file, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // Only errors; warnings about the graph's own nodes are no user's business.
      logSeverityLevel: 3,
    })
  } catch (error) {
    const bytes = await weightsBytes(weights)
    const why = (await isLfsPointer(weights.file))
      ? 'it is a Git LFS pointer, not the weights; run `git lfs pull`'
      : `${condensed(errorMessage(error))} (${bytes} bytes; a download that broke off looks like this: fetch it again)`
    throw new EdgejsonError('BAD_MODEL', `cannot load ${weights.file}: ${why}`, { cause: error })
  }
}

async function isLfsPointer(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(40), 0, 40, 0)
    return buffer.toString('latin1', 0, bytesRead).startsWith('version https://git-lfs')
  } finally {
    await handle.close()
  }
}

/** The version in onnxruntime-node's package.json, which it does not export. */
function onnxRuntimeVersion(): string | null {
  const require = createRequire(import.meta.url)
  const root = path.dirname(path.dirname(require.resolve('onnxruntime-node')))
  const description: unknown = require(path.join(root, 'package.json'))
  return isRecord(description) && typeof description.version === 'string' ? description.version : null
}
