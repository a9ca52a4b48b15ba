import { totalmem } from 'node:os'
import path from 'node:path'
import { EdgejsonError } from '../../core/errors.ts'
import { forwardSlashes } from '../../core/forward-slashes.ts'
import type { ModelInfo } from '../../records/model-info.ts'
import type { EngineOptions } from '../contract/options.ts'
import { blockBytes } from '../onnx/batching/kv-cache.ts'
import { candidatesOf, constraintInfo, isConstrained } from '../onnx/loading/constraint-options.ts'
import { prepareGraph } from '../onnx/loading/prepare-graph.ts'
import type { ModelFolder } from '../onnx/loading/read-model-folder.ts'
import { cacheBytesOf, dequantizeOf, maxSequencesOf } from '../onnx/model/limits.ts'
import { concurrencyNote, ignoredSettings } from '../transformers-js/notes.ts'
import { weightsName } from '../transformers-js/weights-name.ts'
import { type LibraryFolders, libraryFolders, runtimeFolder } from './library-files.ts'
import type { OnnxBackendOptions, PageModel, WeightsFiles } from './page/protocol.ts'

/** What a back end of a page needs from Node. */
export interface BackendSource extends Pick<PageModel, 'backend' | 'backendOptions'> {
  readonly libraries: LibraryFolders
  /** Files of the page's server besides those of the model's folder, by their path. */
  readonly files: ReadonlyMap<string, string | Uint8Array>
  readonly info: Pick<ModelInfo, 'engine' | 'numerics' | 'constraint'>
  readonly notes: readonly string[]
  /** What a user can do where the page cannot load the model in WebAssembly. */
  readonly wayOut: string
}

/**
 * Prepares the back end of `engine.backend`.
 *
 * @throws EdgejsonError `BAD_MODEL` where a package is not installed or the back end cannot run the graph
 */
export function prepareBackend(
  folder: string,
  model: ModelFolder,
  weights: WeightsFiles,
  options: EngineOptions,
): Promise<BackendSource> {
  return options.backend === 'onnx'
    ? onnxSource(model, options)
    : librarySource(folder, model, weights, options)
}

async function librarySource(
  folder: string,
  model: ModelFolder,
  weights: WeightsFiles,
  options: EngineOptions,
): Promise<BackendSource> {
  return {
    backend: 'transformers.js',
    libraries: libraryFolders(),
    files: new Map(),
    backendOptions: {
      ...weightsName(folder, model.weights),
      subfolder: path.posix.dirname(weights.file),
    },
    info: { engine: 'transformers.js in a browser', numerics: 'as in the file' },
    notes: [...(await ignoredSettings(folder)), ...concurrencyNote(options)],
    wayOut: "use engine.runtime 'onnx', or export the model again.",
  }
}

/** The rewritten graph and the files that it names. Reading, hashing and rewriting are done here, in Node. */
async function onnxSource(
  { weights, tokenizer, info }: ModelFolder,
  options: EngineOptions,
): Promise<BackendSource> {
  const libraries = { library: null, onnxruntime: runtimeFolder() }
  const prepared = await prepareGraph(
    weights,
    info.sha256,
    {
      dequantize: dequantizeOf(options.dequantize, process.arch),
      candidates: candidatesOf(tokenizer, options),
    },
    options.cacheDir,
  )
  if (prepared.kind === 'plain') {
    throw new EdgejsonError(
      'BAD_MODEL',
      `engine.backend 'onnx' cannot run ${weights.file} in a page: ${prepared.reason.replace(/^one sequence at a time: /, '')}; ` +
        "use engine.backend 'transformers.js'.",
    )
  }
  const { shape, bytes, folder, files } = prepared
  const graph = 'prepared/graph.onnx'
  const externalData = files.map((file, index) => ({
    location: forwardSlashes(path.relative(folder, file)),
    path: `prepared/${index}`,
    file,
  }))
  const backendOptions: OnnxBackendOptions = {
    graph,
    externalData: externalData.map(({ location, path }) => ({ location, path })),
    shape,
    maxSequences: maxSequencesOf(options.concurrency),
    blocks: Math.max(2, Math.floor(cacheBytesOf(options.kvCacheMegabytes, totalmem()) / blockBytes(shape))),
    lookup: options.promptLookup ?? true,
    isConstrained: isConstrained(options),
  }
  return {
    backend: 'onnx',
    libraries,
    files: new Map<string, string | Uint8Array>([
      [`model/${graph}`, bytes],
      ...externalData.map(({ path, file }) => [`model/${path}`, file] as const),
    ]),
    backendOptions,
    info: {
      engine: `${prepared.engine} in a browser`,
      numerics: 'as in the file',
      ...constraintInfo(options),
    },
    notes: [],
    wayOut: "lower engine.concurrency or engine.kvCacheMegabytes, or use engine.backend 'transformers.js'.",
  }
}
