import { nextTurn } from '../../../core/next-turn.ts'
import { PagedDecoder } from '../../onnx/batching/batched-decoder.ts'
import { KvCache } from '../../onnx/batching/kv-cache.ts'
import { BatchScheduler } from '../../onnx/batching/scheduler.ts'
import type { GraphSession, TensorRuntime } from '../../onnx/batching/step-graph.ts'
import { openConstraint } from '../../onnx/decoding/open-constraint.ts'
import { fetchFile } from './fetch-file.ts'
import { loadXGrammar } from './load-xgrammar.ts'
import type { OpenedBackend, PageBackend } from './page-backend.ts'
import type { OnnxBackendOptions } from './protocol.ts'

/** The build of onnxruntime-web for the CPU alone. */
const RUNTIME = 'ort-wasm-simd-threaded'

/** The part of onnxruntime-web that is used. */
interface WebRuntime extends TensorRuntime {
  readonly env: {
    readonly versions: { readonly web?: string }
    readonly wasm: { wasmPaths: unknown; numThreads: number }
  }
  readonly InferenceSession: {
    create(graph: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<GraphSession>
  }
}

/**
 * The ONNX engine of this package on onnxruntime-web: the same graph, batching, prompt lookup and constraint as in Node, with
 * another runtime of the graph.
 */
export const openOnnx: PageBackend = async (model, decoding): Promise<OpenedBackend> => {
  const { files, threads, backendOptions } = model
  const options = backendOptions as OnnxBackendOptions
  const runtime = (await import(`${files.onnxruntime}ort.wasm.min.mjs`)) as WebRuntime
  const { wasm, versions } = runtime.env
  wasm.wasmPaths = {
    mjs: `${files.onnxruntime}${RUNTIME}.mjs`,
    wasm: `${files.onnxruntime}${RUNTIME}.wasm`,
  }
  // Without a number the runtime takes one thread in a worker.
  wasm.numThreads = threads
  const constraint = options.isConstrained
    ? openConstraint(await loadXGrammar(), decoding.tokenizer, decoding.endTokens)
    : null
  const graph = await (await fetchFile(`${files.model}${options.graph}`)).arrayBuffer()
  const session = await runtime.InferenceSession.create(new Uint8Array(graph), {
    executionProviders: ['wasm'],
    externalData: options.externalData.map(({ location, path }) => ({
      path: location,
      data: `${files.model}${path}`,
    })),
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // Every step has other shapes, and a memory pattern would be kept for each.
    enableMemPattern: false,
  })
  const cache = new KvCache(options.shape, options.maxSequences, options.blocks)
  // No prefix caching: which sums it may split depends on the kernels, and those of WebAssembly are others.
  const decoder = new PagedDecoder(runtime, inTurns(session), cache)
  const scheduler = new BatchScheduler(
    { ...decoding, lookup: options.lookup, constraint: await constraint },
    decoder,
    options.maxSequences,
  )
  return {
    engineVersion: `onnxruntime-web ${versions.web ?? 'unknown'}`,
    threads: wasm.numThreads,
    maxSequences: options.maxSequences,
    notes: [],
    complete: (request, signal, clock) => scheduler.submit(request, signal, clock),
    close: () => scheduler.close(),
  }
}

/** A session whose runs begin in a turn of their own: a run blocks the worker, and new requests would wait for the last step. */
function inTurns(session: GraphSession): GraphSession {
  return {
    inputNames: session.inputNames,
    release: () => session.release(),
    run: async (feeds, fetches) => {
      await nextTurn()
      return session.run(feeds, fetches)
    },
  }
}
