import { codeFile } from '../../core/package-info.ts'
import type { Engine } from '../../records/engine.ts'
import { engineOfModel } from '../contract/engine-of-model.ts'
import type { EngineOptions } from '../contract/options.ts'
import type { OnnxSource } from '../onnx/loading/read-model-folder.ts'
import { openIsolated } from '../process/open-isolated.ts'
import { openTransformersJs } from './open-transformers-js.ts'

/**
 * An engine that runs ONNX weights with transformers.js in a process of its own.
 *
 * @throws EdgejsonError `BAD_MODEL` where the package is not installed, the model's folder is broken, or the library cannot
 * load the model on the device.
 */
export async function loadTransformersJs(source: OnnxSource, options: EngineOptions): Promise<Engine> {
  const model = await openIsolated(
    openTransformersJs,
    {
      file: codeFile('plugin/engines/transformers-js/model-process'),
      model: source.weights ?? source.folder,
      memoryAdvice: 'use a smaller dtype',
    },
    source,
    options,
  )
  return engineOfModel(model)
}
