import path from 'node:path'
import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { condensed } from '../../core/printable.ts'
import { Semaphore } from '../../core/semaphore.ts'
import type { OpenModel } from '../contract/open-model.ts'
import type { EngineOptions } from '../contract/options.ts'
import { withPermit } from '../contract/with-permit.ts'
import { NO_CLOCK } from '../contract/work-clock.ts'
import { type OnnxSource, readModelFolder } from '../onnx/loading/read-model-folder.ts'
import { generate } from './generate.ts'
import { importLibrary, type Library, type LibraryModel } from './library.ts'
import { concurrencyNote, ignoredSettings } from './notes.ts'
import { weightsName } from './weights-name.ts'

/**
 * Loads a model into this process with transformers.js. It reads local files only: nothing is fetched.
 *
 * Requests run one after another. A batch of the library pads its prompts, and padding changes the products of quantized
 * weights, so a completion would depend on its neighbours.
 */
export async function openTransformersJs(source: OnnxSource, options: EngineOptions): Promise<OpenModel> {
  const { folder } = source
  const { weights, threads, decoding, info } = await readModelFolder(source, options)
  const library = await importLibrary()
  const { env } = library
  env.allowRemoteModels = false
  env.allowLocalModels = true
  env.useFSCache = false
  env.logLevel = library.LogLevel.NONE
  const device = options.device ?? 'cpu'
  const model = await openLibraryModel(library, path.resolve(folder), device, {
    ...weightsName(folder, weights),
    device,
    local_files_only: true,
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
  })
  const loaded = { library, model, decoding: { ...decoding, lookup: false, constraint: null } }
  const semaphore = new Semaphore(1)
  return {
    info: {
      ...info,
      engine: 'transformers.js',
      engineVersion: `${env.version}, onnxruntime-node ${env.backends.onnx.versions?.node ?? 'unknown'}`,
      numerics: 'as in the file',
      device,
    },
    maxSequences: 1,
    notes: [...(await ignoredSettings(folder)), ...concurrencyNote(options)],
    complete: (request, signal, clock = NO_CLOCK) =>
      withPermit(semaphore, signal, clock, () => generate(loaded, request, signal)),
    close: async () => {
      await model.dispose()
    },
  }
}

async function openLibraryModel(
  { AutoModelForCausalLM }: Library,
  name: string,
  device: string,
  options: Readonly<Record<string, unknown>>,
): Promise<LibraryModel> {
  try {
    return await AutoModelForCausalLM.from_pretrained(name, options)
  } catch (error) {
    const why = condensed(errorMessage(error))
    const wayOut =
      device === 'cpu'
        ? "use engine.runtime 'onnx', or export the model again"
        : "use engine.device 'cpu', or a machine with a GPU that onnxruntime-node can use"
    throw new EdgejsonError(
      'BAD_MODEL',
      `transformers.js cannot load the model on device '${device}': ${why}; ${wayOut}.`,
      { cause: error },
    )
  }
}
