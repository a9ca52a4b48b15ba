import { Semaphore } from '../../../core/semaphore.ts'
import { withPermit } from '../../contract/with-permit.ts'
import { NO_CLOCK } from '../../contract/work-clock.ts'
import { generate } from '../../transformers-js/generate.ts'
import type { Library } from '../../transformers-js/library.ts'
import type { OpenedBackend, PageBackend } from './page-backend.ts'

/** The build of onnxruntime-web that the library takes by itself: WebAssembly and WebGPU in one. */
const RUNTIME = 'ort-wasm-simd-threaded.asyncify'

/** The library, as a browser has it. */
interface WebLibrary extends Library {
  readonly env: Library['env'] & {
    readonly backends: {
      readonly onnx: {
        readonly versions?: { readonly web?: string }
        readonly wasm: { wasmPaths: unknown; numThreads: number }
      }
    }
    useBrowserCache: boolean
    useWasmCache: boolean
    localModelPath: string
  }
}

/** The library's own loop, one completion at a time, as in Node. */
export const openTransformersJs: PageBackend = async (model, decoding): Promise<OpenedBackend> => {
  const { files, device, threads, weights, backendOptions } = model
  const library = (await import(`${files.library}transformers.min.js`)) as WebLibrary
  const { env } = library
  env.allowRemoteModels = false
  env.allowLocalModels = true
  env.useBrowserCache = false
  env.useWasmCache = false
  env.logLevel = library.LogLevel.NONE
  // The library adds the name of the model.
  env.localModelPath = files.model.slice(0, files.model.lastIndexOf('/', files.model.length - 2) + 1)
  const { wasm } = env.backends.onnx
  wasm.wasmPaths = {
    mjs: `${files.onnxruntime}${RUNTIME}.mjs`,
    wasm: `${files.onnxruntime}${RUNTIME}.wasm`,
  }
  // The runtime takes one thread in a worker by itself.
  wasm.numThreads = threads
  const loaded = await library.AutoModelForCausalLM.from_pretrained(
    files.model.slice(env.localModelPath.length, -1),
    {
      ...backendOptions,
      device,
      local_files_only: true,
      session_options: {
        externalData: weights.externalData.map(({ location, path }) => ({ path: location, data: path })),
      },
    },
  )
  const semaphore = new Semaphore(1)
  const started = { library, model: loaded, decoding: { ...decoding, lookup: false, constraint: null } }
  return {
    engineVersion: `${env.version}, onnxruntime-web ${env.backends.onnx.versions?.web ?? 'unknown'}`,
    threads: wasm.numThreads,
    maxSequences: 1,
    notes: [],
    complete: (request, signal, clock = NO_CLOCK) =>
      withPermit(semaphore, signal, clock, () => generate(started, request, signal)),
    close: async () => {
      await loaded.dispose()
    },
  }
}
