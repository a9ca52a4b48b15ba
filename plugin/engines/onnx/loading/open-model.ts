import { createRequire } from 'node:module'
import { totalmem } from 'node:os'
import path from 'node:path'
import type * as Onnx from 'onnxruntime-node'
import { EdgejsonError, errorMessage } from '../../../core/errors.ts'
import { isRecord } from '../../../core/json/json.ts'
import { condensed } from '../../../core/printable.ts'
import { Semaphore } from '../../../core/semaphore.ts'
import type { ModelInfo } from '../../../records/model-info.ts'
import { loadXGrammar } from '../../constraint/load-xgrammar.ts'
import type { OpenModel } from '../../contract/open-model.ts'
import type { EngineOptions } from '../../contract/options.ts'
import { withPermit } from '../../contract/with-permit.ts'
import { NO_CLOCK } from '../../contract/work-clock.ts'
import { PagedDecoder } from '../batching/batched-decoder.ts'
import { blockBytes, KvCache } from '../batching/kv-cache.ts'
import { resumeColumns } from '../batching/resumed-chunk.ts'
import { BatchScheduler } from '../batching/scheduler.ts'
import type { DecodingConfig } from '../decoding/decoding-config.ts'
import { openConstraint } from '../decoding/open-constraint.ts'
import type { DecoderShape, RewriteOptions } from '../graph/rewrite-decoder.ts'
import { createSession } from '../model/create-session.ts'
import type { Weights } from '../model/find-weights.ts'
import { cacheBytesOf, dequantizeOf, int8Of, maxSequencesOf } from '../model/limits.ts'
import type { ModelConfig } from '../model/model-config.ts'
import { Decoder } from '../unbatched/decoder.ts'
import { describeGraph } from '../unbatched/decoder-io.ts'
import { generate } from '../unbatched/generate.ts'
import { candidatesOf, constraintInfo, isConstrained } from './constraint-options.ts'
import { type PreparedGraph, prepareGraph } from './prepare-graph.ts'
import { type OnnxSource, readModelFolder } from './read-model-folder.ts'

/** Loads a model into this process. */
export async function openModel(source: OnnxSource, options: EngineOptions): Promise<OpenModel> {
  const lookup = options.promptLookup ?? true
  const maxSequences = maxSequencesOf(options.concurrency)
  const cacheBytes = cacheBytesOf(options.kvCacheMegabytes, totalmem())
  const { config, weights, threads, tokenizer, ...folder } = await readModelFolder(source, options)
  const decoding: DecodingConfig = {
    ...folder.decoding,
    lookup,
    constraint: isConstrained(options)
      ? await openConstraint(loadXGrammar(), tokenizer, folder.decoding.endTokens)
      : null,
  }
  const onnx = await importOnnxRuntime()
  const int8 = int8Of(options.int8)
  const prepared = await prepareGraph(
    weights,
    folder.info.sha256,
    {
      int8,
      dequantize: dequantizeOf(options.dequantize, process.arch),
      candidates: candidatesOf(tokenizer, options),
    },
    options.cacheDir,
  )
  const info: ModelInfo = {
    ...folder.info,
    // A part of the recording key, see docs/reference/recording.md.
    engine: prepared.kind === 'plain' ? plainName(lookup) : prepared.engine,
    engineVersion: onnxRuntimeVersion(),
    numerics: numericsOf(prepared, int8),
    ...constraintInfo(options),
  }
  if (prepared.kind === 'plain') {
    return {
      ...(await openUnbatched(onnx, weights, threads, config, decoding, info)),
      notes: [prepared.reason],
    }
  }
  const session = await createSession(onnx, weights, threads, prepared)
  const blocks = Math.max(2, Math.floor(cacheBytes / blockBytes(prepared.shape)))
  const columns = (options.prefixCaching ?? true) ? resumeColumns(prepared.shape, threads) : null
  const decoder = new PagedDecoder(onnx, session, openCache(prepared.shape, maxSequences, blocks), columns)
  const scheduler = new BatchScheduler(decoding, decoder, maxSequences)
  return {
    info,
    maxSequences,
    notes: [],
    complete: (request, signal, clock) => scheduler.submit(request, signal, clock),
    close: () => scheduler.close(),
  }
}

function openCache(shape: DecoderShape, maxSequences: number, blocks: number): KvCache {
  try {
    return new KvCache(shape, maxSequences, blocks)
  } catch (error) {
    const megabytes = Math.round((blocks * blockBytes(shape)) / 2 ** 20)
    throw new EdgejsonError(
      'ENGINE_FAILED',
      `there is not enough memory for a KV cache of ${megabytes} MB (${errorMessage(error)}); lower kvCacheMegabytes or concurrency`,
      { cause: error },
    )
  }
}

/** The original graph: one sequence at a time, its KV cache copied in every step. */
async function openUnbatched(
  onnx: typeof Onnx,
  weights: Weights,
  threads: number,
  config: ModelConfig,
  decoding: DecodingConfig,
  info: ModelInfo,
): Promise<OpenModel> {
  const session = await createSession(onnx, weights, threads, null)
  const graph = describeGraph(weights.file, session.inputMetadata, session.outputMetadata, config)
  const decoder = new Decoder(onnx, session, graph)
  const semaphore = new Semaphore(1)
  return {
    info,
    // A session runs one step at a time.
    maxSequences: 1,
    notes: [],
    complete: (request, signal, clock = NO_CLOCK) =>
      withPermit(semaphore, signal, clock, () => generate({ ...decoding, decoder }, request, signal)),
    close: () => decoder.close(),
  }
}

/** How matrix products are computed. The engine's name holds the version of the rewritten graph. */
function numericsOf(prepared: PreparedGraph, int8: RewriteOptions['int8']): string {
  if (prepared.kind === 'plain' || int8 === 'none') return 'as in the file'
  return int8 === 'all' ? 'int8 (all weights)' : 'int8 (quantized weights)'
}

function plainName(lookup: boolean): string {
  return lookup ? 'onnxruntime-node, prompt lookup' : 'onnxruntime-node'
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

/** The version in onnxruntime-node's package.json, which it does not export. */
function onnxRuntimeVersion(): string | null {
  const require = createRequire(import.meta.url)
  const root = path.dirname(path.dirname(require.resolve('onnxruntime-node')))
  const description: unknown = require(path.join(root, 'package.json'))
  return isRecord(description) && typeof description.version === 'string' ? description.version : null
}
